"""Arrays in, arrays out: the only home of numba. Imports nothing of ours but its own files.

Every kernel is a plain function over C-contiguous arrays and numbers, decorated with `kernel`, with a slow obvious
twin under tests/reference/. Doors to kernels live in the rooms that use them.
"""
