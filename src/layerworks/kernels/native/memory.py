"""The memory that kernels ask for: numba's record of an array's owners, and plain memory of the C library after it.

The record: number of owners, destructor, what it is told, address, size, allocator. numba's own allocator fills new
memory with a pattern before use; here it stays as it comes.
"""

import hashlib
from typing import Any

ALLOCATE, ALLOCATE_SAFE, DESTROY = (
    "NRT_MemInfo_alloc_aligned",
    "NRT_MemInfo_alloc_safe_aligned",
    "NRT_MemInfo_call_dtor",
)
RELEASE = "layerworks_release"
PROVIDED = frozenset({ALLOCATE, ALLOCATE_SAFE, DESTROY})
"""What kernels may call of it."""

_TEXT = f"""
declare noalias ptr @malloc(i64)
declare void @free(ptr)

define ptr @{ALLOCATE}(i64 %size, i32 %alignment) {{
  %align = zext i32 %alignment to i64
  %least = add i64 %size, 48
  %whole = add i64 %least, %align
  %owner = call ptr @malloc(i64 %whole)
  %none = icmp eq ptr %owner, null
  br i1 %none, label %out, label %fill
fill:
  %begin = ptrtoint ptr %owner to i64
  %first = add i64 %begin, 47
  %highest = add i64 %first, %align
  %over = urem i64 %highest, %align
  %address = sub i64 %highest, %over
  %data = inttoptr i64 %address to ptr
  store i64 1, ptr %owner
  %destructor = getelementptr i64, ptr %owner, i64 1
  store i64 0, ptr %destructor
  %told = getelementptr i64, ptr %owner, i64 2
  store i64 0, ptr %told
  %at = getelementptr i64, ptr %owner, i64 3
  store ptr %data, ptr %at
  %long = getelementptr i64, ptr %owner, i64 4
  store i64 %size, ptr %long
  %allocator = getelementptr i64, ptr %owner, i64 5
  store i64 0, ptr %allocator
  br label %out
out:
  ret ptr %owner
}}

define ptr @{ALLOCATE_SAFE}(i64 %size, i32 %alignment) {{
  %owner = call ptr @{ALLOCATE}(i64 %size, i32 %alignment)
  ret ptr %owner
}}

define void @{DESTROY}(ptr %owner) {{
  call void @free(ptr %owner)
  ret void
}}

define void @{RELEASE}(ptr %owner) {{
  %before = atomicrmw sub ptr %owner, i64 1 acq_rel
  %last = icmp eq i64 %before, 1
  br i1 %last, label %give, label %out
give:
  call void @free(ptr %owner)
  br label %out
out:
  ret void
}}
"""


def compile_memory() -> bytes:
    """Return the allocator as an object file."""
    import llvmlite.binding as llvm

    from layerworks.kernels.native.llvm import target_machine

    module = llvm.parse_assembly(_TEXT)
    module.triple = llvm.get_process_triple()
    machine: Any = target_machine()
    return machine.emit_object(module)


def version() -> str:
    """Return a name for this text."""
    return hashlib.sha256(_TEXT.encode()).hexdigest()[:16]
