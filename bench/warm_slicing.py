"""Slice a model several times in one process and print the CPU of the later runs, as a resident worker would need.

python -m bench.warm_slicing FILE MACHINE RUNS
"""

import json
import sys
from itertools import pairwise
from pathlib import Path
from time import process_time

from layerworks.app.recipe import recipe_of
from layerworks.app.wish import Wish
from layerworks.catalogue import temperatures
from layerworks.gcode.writing import Header, write_program
from layerworks.geometry import CheckedMesh, Plate
from layerworks.geometry.checking import check
from layerworks.geometry.placing import place
from layerworks.geometry.reading import read_model
from layerworks.slicing.cutting import cut
from layerworks.slicing.laying import lay
from layerworks.slicing.ordering import order


def main(file: Path, machine: str, runs: int) -> None:
    """Print the median CPU seconds of a run and of its stages."""
    recipe = recipe_of(Wish(file, machine))
    found: list[dict[str, float]] = []
    for _ in range(runs + 1):
        marks = [process_time()]
        model = read_model(file)
        marks.append(process_time())
        answers = [check(item, recipe.check, recipe.machine.bed) for item in model.items]
        marks.append(process_time())
        plate = place([a for a in answers if isinstance(a, CheckedMesh)], recipe.machine.bed, recipe.place)
        assert isinstance(plate, Plate), plate
        layers = cut(plate, recipe.layers)
        marks.append(process_time())
        strokes = lay(layers, recipe.strokes)
        marks.append(process_time())
        names = tuple(part.name for part in plate.parts)
        toolpath = order(strokes, recipe.order, recipe.speeds, recipe.cooling, recipe.retraction, names)
        marks.append(process_time())
        write_program(toolpath, recipe.machine.codes, temperatures(recipe.machine, recipe.material), Header())
        marks.append(process_time())
        stages = ("read", "check", "cut", "lay", "order", "write")
        spent = {f"{name}_s": b - a for name, (a, b) in zip(stages, pairwise(marks), strict=True)}
        found.append({"warm_cpu_s": marks[-1] - marks[0] - spent["check_s"], **spent})
    later = sorted(found[1:], key=lambda run: run["warm_cpu_s"])
    print(json.dumps(later[len(later) // 2]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
