"""What is wrong with a request is said in both languages."""

import pytest
from pydantic import ValidationError

from layerworks.web.misshapen import misshapen
from layerworks.web.shapes.machines import Loaded, LoadedAtMachines, ToHeat
from layerworks.web.shapes.queue import ToStart
from layerworks.words import render


@pytest.mark.parametrize(
    ("shape", "body", "told", "in_chinese"),
    [
        (ToHeat, {}, "target_c: it is missing", "target_c：缺少该项"),
        (ToHeat, {"target_c": "hot"}, "target_c: it has to be a number", "target_c：须为数字"),
        (ToHeat, {"target_c": float("nan")}, "target_c: it has to be a number", "target_c：须为数字"),
        (ToHeat, {"target_c": 1, "reason": "x"}, "reason: there is no such field", "reason：没有这样的字段"),
        (ToStart, {"machine": 3}, "machine: it has to be a text", "machine：须为文本"),
        (ToStart, [], "body: it has to be an object", "body：须为对象"),
        (ToStart, {"why": "x" * 3000}, "why: it is too long, the most is 2000", "why：过长，最多为 2000"),
        (
            LoadedAtMachines,
            {"material": "pla", "nozzle_mm": 0.4, "machines": 7},
            "machines: it has to be a list",
            "列表",
        ),
        (Loaded, {"material": "pla", "nozzle_mm": 0}, "nozzle_mm: it is too small, the bound is 0", "过小"),
        (Loaded, {"material": "pla", "nozzle_mm": 1, "tool": 99}, "tool: it is too large, the bound is 63", "过大"),
        (Loaded, {"material": "pla", "nozzle_mm": 1, "tool": 1.5}, "tool: it has to be a whole number", "整数"),
    ],
)
def test_each_kind_has_its_sentence(shape, body, told, in_chinese):
    with pytest.raises(ValidationError) as refused:
        shape.model_validate(body)
    text = misshapen(refused.value.errors()[0])
    assert render(text, "en").startswith(told)
    assert in_chinese in render(text, "zh")
