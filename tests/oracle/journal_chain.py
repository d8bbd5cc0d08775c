#!/usr/bin/env python3
"""Hashes of a journal's chain by hashlib, from the words of docs/journal.md alone."""
import hashlib
import struct

EVENTS = [
    # utc_ms, elapsed_ms, run_id, uid, conn, type, subject, key1, key2, payload
    (1795176000000, 0, 1, -1, 0, "run", "rvdesk", "", "", "binary 00ff\nconfig 12\n"),
    (1795176000123, 123, 1, 1000, 7, "propose", "t1", "", "", "symbol SOL\nside buy\nlots 1250\n"),
    (1795176000124, -5, 1, -1, 0, "intent", "0x00112233445566778899aabbccddeeff",
     "0x00112233445566778899aabbccddeeff", "1795176000124", "body {\"action\":{}}\n"),
    (-1, 9223372036854775807, 2, -9223372036854775808, 9223372036854775807, "run", "", "", "", ""),
    (1795176000999, 999, 2, -1, 0, "fill", "ab", "c", "", "px 1\n"),
    # the same letters, one field further on: another hash
    (1795176000999, 999, 2, -1, 0, "fill", "a", "bc", "", "px 1\n"),
    (1795176001000, 1000, 2, 1000, 7, "note", "\u20ac", "", "", "text gr\u00fc\u00df dich\n" + "x" * 5000),
]


def field(text):
    raw = text.encode()
    return struct.pack(">I", len(raw)) + raw


def main():
    print("/* Made by tests/oracle/journal_chain.py: do not edit. */")
    print("static const struct {")
    print("\tint64_t utc_ms, elapsed_ms, run_id, uid, conn;")
    print("\tconst char *type, *subject, *key1, *key2, *payload;")
    print("\tsize_t repeat; /* of 'x' after the payload */")
    print("\tconst char *hash;")
    print("} chain_cases[] = {")
    prev = bytes(32)
    for seq, e in enumerate(EVENTS, 1):
        numbers = struct.pack(">6q", seq, *e[:5])
        prev = hashlib.sha256(prev + numbers + b"".join(map(field, e[5:]))).digest()
        payload = e[9].rstrip("x") if e[9].endswith("xx") else e[9]
        repeat = len(e[9]) - len(payload)
        texts = ", ".join('"' + t.encode().decode("latin-1").replace("\\", "\\\\").replace('"', '\\"')
                          .replace("\n", "\\n").encode("latin-1").decode() + '"' for t in e[5:9] + (payload,))
        ints = ", ".join("INT64_MIN" if v == -2**63 else "INT64_C(%d)" % v for v in e[:5])
        print('\t{ %s, %s, %d,\n\t  "%s" },' % (ints, texts, repeat, prev.hex()))
    print("};")


main()
