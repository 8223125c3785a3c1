"""Program → MotionProfile → Estimate: what the firmware will do with it, and when."""
