// The checks of axe-core, for the browser tests: they look at every page as screen readers do.
import axe from "axe-core";

Object.assign(globalThis, { axe });
