"""Requests and cards to price, made by chance."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from layerworks.catalogue import Name
from layerworks.centre import Interval, PriceRequest, Work, default_rate_card
from layerworks.centre.rate_card import Margin, Rounding

CARD = default_rate_card()
BRACKET = PriceRequest(
    part="bracket",
    quantity=10,
    material="pla",
    material_name=Name("PLA", "聚乳酸 PLA"),
    machine_class="hobby",
    mass_g=Interval(11.0, 12.5, 13.0),
    time_s=Interval(5000.0, 5400.0, 6100.0),
    longest_mm=85.0,
    pieces_per_plate=4,
)

steps = st.sampled_from([Decimal("0.01"), Decimal("0.05"), Decimal("0.1"), Decimal("1"), Decimal("0.001")])
shares = st.decimals("0", "0.3", places=3)
money = st.decimals("0", "500", places=2)
leads = st.sampled_from(["economy", "standard", "express"])


@st.composite
def intervals(draw: st.DrawFn, most: float) -> Interval:
    low, likely, high = sorted(draw(st.lists(st.floats(0.0, most), min_size=3, max_size=3)))
    return Interval(low, likely, high)


@st.composite
def price_requests(draw: st.DrawFn) -> PriceRequest:
    return PriceRequest(
        part=draw(st.sampled_from(["bracket", "支架", "a b"])),
        quantity=draw(st.one_of(st.integers(1, 30), st.integers(1, 100_000))),
        material=draw(st.sampled_from(sorted(CARD.materials))),
        material_name=Name("any", "任意"),
        machine_class=draw(st.sampled_from(sorted(CARD.machine_classes))),  # pyright: ignore[reportArgumentType]
        mass_g=draw(intervals(50_000.0)),
        time_s=draw(intervals(2_000_000.0)),
        longest_mm=draw(st.floats(0.0, 3000.0)),
        pieces_per_plate=draw(st.integers(1, 200)),
        work=tuple(
            Work(operation, draw(st.floats(0.0, 500.0)))
            for operation in draw(st.lists(st.sampled_from(sorted(CARD.operations)), max_size=3))
        ),
        lead=draw(leads),  # pyright: ignore[reportArgumentType]
    )


@st.composite
def rate_cards(draw: st.DrawFn):
    """Variations of the default card whose margins fall with quantity."""
    quantities = sorted(draw(st.sets(st.integers(2, 5000), max_size=4)))
    factors = sorted(draw(st.lists(st.decimals("1", "3", places=2), min_size=5, max_size=5)), reverse=True)
    return replace(
        CARD,
        currency=draw(st.sampled_from(["CNY", "EUR", "JPY"])),
        minimum_order=draw(money),
        rounding=Rounding(draw(steps), draw(steps), draw(st.sampled_from(["half_up", "up"]))),
        tax=replace(CARD.tax, rate=draw(shares)),
        set_up=replace(CARD.set_up, per_line=draw(money), per_plate=draw(money)),
        margins=tuple(Margin(q, f) for q, f in zip([1, *quantities], factors, strict=False)),
    )
