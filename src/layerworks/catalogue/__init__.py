"""What the shop offers on paper: machines, materials, process profiles, rates."""
