"""What a piece of a row is. Bits: TOP and BOTTOM, open to air in the very next layer, stand beside HIDDEN."""

SPARSE, HIDDEN, TOP, BOTTOM = 0, 1, 2, 4
