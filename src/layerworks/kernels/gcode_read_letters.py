"""Letters of G-code as places among the 26 words of a line and as bits; without numba."""

A_E, A_F, A_I, A_J, A_K, A_P, A_R, A_S, A_T, A_X, A_Y, A_Z = 4, 5, 8, 9, 10, 15, 17, 18, 19, 23, 24, 25
B_E, B_F, B_I, B_J, B_K, B_P, B_R, B_S, B_T, B_X, B_Y, B_Z = (
    1 << place for place in (A_E, A_F, A_I, A_J, A_K, A_P, A_R, A_S, A_T, A_X, A_Y, A_Z)
)
B_PLACE = B_X | B_Y | B_Z | B_E
B_MOVING = B_PLACE | B_F | B_I | B_J | B_K
