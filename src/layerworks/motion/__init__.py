"""Program → MotionProfile → Estimate: what the firmware will do with it, and when."""

from layerworks.motion.durations import Duration
from layerworks.motion.envelope import Envelope
from layerworks.motion.estimate import CoarseChords, Estimate, RoleTotals, TimeSpent
from layerworks.motion.estimating import estimate, estimate_file, reading_rules, time_file
from layerworks.motion.following import Follower, Standing, ThinTrack, follow, thin
from layerworks.motion.limits import KlipperLimits
from layerworks.motion.marlin_limits import MarlinLimits
from layerworks.motion.non_motion import (
    Heated,
    NonMotionModel,
    Observation,
    Ran,
    Took,
    learn,
    model_from_dict,
    with_macros,
)
from layerworks.motion.planning import Limits, plan
from layerworks.motion.profile import MotionProfile, Whereabouts
from layerworks.motion.reprap_limits import RepRapFirmwareLimits
from layerworks.motion.timeline import Timeline, read_timeline, timeline_file
from layerworks.motion.waits import Waits, waits_of, waits_of_profile
from layerworks.motion.whole_prints import learn_whole

__all__ = [
    "CoarseChords",
    "Duration",
    "Envelope",
    "Estimate",
    "Follower",
    "Heated",
    "KlipperLimits",
    "Limits",
    "MarlinLimits",
    "MotionProfile",
    "NonMotionModel",
    "Observation",
    "Ran",
    "RepRapFirmwareLimits",
    "RoleTotals",
    "Standing",
    "ThinTrack",
    "TimeSpent",
    "Timeline",
    "Took",
    "Waits",
    "Whereabouts",
    "estimate",
    "estimate_file",
    "follow",
    "learn",
    "learn_whole",
    "model_from_dict",
    "plan",
    "read_timeline",
    "reading_rules",
    "thin",
    "time_file",
    "timeline_file",
    "waits_of",
    "waits_of_profile",
    "with_macros",
]
