#!/usr/bin/env python3
"""Known answers for tests/engine/base/test_rng.c, from the published reference algorithms.

splitmix64 and xoshiro256** are written here from their description by Blackman and Vigna; the
seeding by (seed, stream, index) follows engine/base/rng.h. Prints a C table.
"""

M = (1 << 64) - 1


def splitmix64(state):
    state = (state + 0x9E3779B97F4A7C15) & M
    z = state
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M
    return state, z ^ (z >> 31)


def rotl(x, k):
    return ((x << k) | (x >> (64 - k))) & M


def xoshiro256ss(s):
    result = (rotl((s[1] * 5) & M, 7) * 9) & M
    t = (s[1] << 17) & M
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rotl(s[3], 45)
    return result


def seeded(seed, stream, index):
    x = seed
    for salt, k in ((stream, 0xD1342543DE82EF95), (index, 0x2545F4914F6CDD1D)):
        x, z = splitmix64(x)
        x = z ^ ((salt * k) & M)
    s = []
    for _ in range(4):
        x, z = splitmix64(x)
        s.append(z)
    return s


def main():
    # The reference's own check value: splitmix64 from state 1234567.
    state, first = splitmix64(1234567)
    assert first == 6457827717110365317, first
    for seed, stream, index in ((0, 0, 0), (7, 0, 0), (7, 1, 0), (7, 0, 1),
                                (M, 0x123456789ABCDEF, 99)):
        s = seeded(seed, stream, index)
        draws = [xoshiro256ss(s) for _ in range(1000)]
        shown = [draws[i] for i in (0, 1, 2, 999)]
        uniform = (draws[0] >> 11) * 2.0 ** -53
        print("{ UINT64_C(0x%x), UINT64_C(0x%x), %d, { %s }, %s }," % (
            seed, stream, index, ", ".join("UINT64_C(0x%016x)" % d for d in shown),
            float.hex(uniform)))


if __name__ == "__main__":
    main()
