"""Program → MotionProfile → Estimate: what the firmware will do with it, and when."""

from layerworks.motion.envelope import Envelope
from layerworks.motion.estimate import Estimate, RoleTotals, TimeSpent
from layerworks.motion.estimating import estimate, estimate_file, reading_rules
from layerworks.motion.limits import KlipperLimits
from layerworks.motion.non_motion import NonMotion
from layerworks.motion.planning import plan
from layerworks.motion.profile import MotionProfile, Whereabouts

__all__ = [
    "Envelope",
    "Estimate",
    "KlipperLimits",
    "MotionProfile",
    "NonMotion",
    "RoleTotals",
    "TimeSpent",
    "Whereabouts",
    "estimate",
    "estimate_file",
    "plan",
    "reading_rules",
]
