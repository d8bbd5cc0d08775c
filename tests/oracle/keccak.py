#!/usr/bin/env python3
"""Keccak-256 from the specification, one lane at a time: the cases of tests/feeds/sign/test_keccak.c.

Written from "The Keccak reference", version 3.0, sections 1.2 and 1.3; no library. Prints a C header
of cases for the message sizes around the ends of a block.
"""

MASK = (1 << 64) - 1


def rotate(v, n):
    return ((v << n) | (v >> (64 - n))) & MASK if n % 64 else v


def round_constants():
    """The linear feedback shift register of section 1.2, 7 bits a round."""
    constants, state = [], 1
    for _ in range(24):
        rc = 0
        for j in range(7):
            if state & 1:
                rc |= 1 << ((1 << j) - 1)
            state = (state << 1) ^ (0x171 if state & 0x80 else 0)
        constants.append(rc)
    return constants


def offsets():
    out = {(0, 0): 0}
    x, y = 1, 0
    for t in range(24):
        out[(x, y)] = (t + 1) * (t + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    return out


def permute(a, constants=round_constants(), offset=offsets()):
    for rc in constants:
        c = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
        d = [c[x - 1] ^ rotate(c[(x + 1) % 5], 1) for x in range(5)]
        b = [[0] * 5 for _ in range(5)]
        for x in range(5):
            for y in range(5):
                b[y][(2 * x + 3 * y) % 5] = rotate(a[x][y] ^ d[x], offset[(x, y)])
        a = [[b[x][y] ^ (~b[(x + 1) % 5][y] & MASK & b[(x + 2) % 5][y]) for y in range(5)]
             for x in range(5)]
        a[0][0] ^= rc
    return a


def keccak256(message):
    rate = 136
    padded = bytearray(message) + bytearray(rate - len(message) % rate)
    padded[len(message)] ^= 0x01
    padded[-1] ^= 0x80
    a = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), rate):
        for i in range(rate // 8):
            lane = padded[start + 8 * i:start + 8 * i + 8]
            a[i % 5][i // 5] ^= int.from_bytes(lane, "little")
        a = permute(a)
    return b"".join(a[i % 5][i // 5].to_bytes(8, "little") for i in range(4))


def main():
    assert keccak256(b"").hex().startswith("c5d2460186f7233c")
    print("/* Made by tests/oracle/keccak.py: Keccak-256 of the n bytes 0, 1, 2 .. 250, 0, 1 .. */")
    print("static const struct {")
    print("\tsize_t n;")
    print("\tconst char *want;")
    print("} keccak_cases[] = {")
    for size in (0, 1, 55, 135, 136, 137, 271, 272, 273, 500):
        digest = keccak256(bytes(i % 251 for i in range(size))).hex()
        print(f'\t{{ {size}, "{digest}" }},')
    print("};")


if __name__ == "__main__":
    main()
