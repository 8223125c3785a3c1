"""Machine code of kernels: made by numba once, kept on disk, loaded and called without numba."""
