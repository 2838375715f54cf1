"""Checks proofs of a Merkle tree: written from RFC 9162, section 2.1, with the standard library alone.

Reads JSON: {"leaves": [text, ...], "proofs": [{"kind", "size", "index", "root", "hashes"}, ...]}. A proof of consistency is from the tree of
index + 1 leaves to that of size leaves. Each proof is made again from its definition, and checked by the algorithms for verifiers.
"""

import hashlib
import json
import sys


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(data):
    return sha256(b"\x00" + data)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def largest_power_below(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


# 2.1.1
def mth(d):
    if len(d) == 0:
        return sha256(b"")
    if len(d) == 1:
        return d[0]
    k = largest_power_below(len(d))
    return node_hash(mth(d[:k]), mth(d[k:]))


# 2.1.3.1
def path(m, d):
    if len(d) == 1:
        return []
    k = largest_power_below(len(d))
    if m < k:
        return path(m, d[:k]) + [mth(d[k:])]
    return path(m - k, d[k:]) + [mth(d[:k])]


# 2.1.4.1
def subproof(m, d, b):
    if m == len(d):
        return [] if b else [mth(d)]
    k = largest_power_below(len(d))
    if m <= k:
        return subproof(m, d[:k], b) + [mth(d[k:])]
    return subproof(m - k, d[k:], False) + [mth(d[:k])]


# 2.1.3.2
def verify_inclusion(leaf, index, size, hashes, root):
    if index >= size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in hashes:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            if not fn & 1:
                while True:
                    fn >>= 1
                    sn >>= 1
                    if fn & 1 or fn == 0:
                        break
        else:
            r = node_hash(r, p)
        fn >>= 1
        sn >>= 1
    return sn == 0 and r == root


# 2.1.4.2
def verify_consistency(first, second, first_root, second_root, hashes):
    if first == second:
        return not hashes and first_root == second_root
    if not hashes:
        return False
    if first & (first - 1) == 0:
        hashes = [first_root] + hashes
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    fr = sr = hashes[0]
    for c in hashes[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr = node_hash(c, fr)
            sr = node_hash(c, sr)
            if not fn & 1:
                while True:
                    fn >>= 1
                    sn >>= 1
                    if fn & 1 or fn == 0:
                        break
        else:
            sr = node_hash(sr, c)
        fn >>= 1
        sn >>= 1
    return fr == first_root and sr == second_root and sn == 0


def main():
    given = json.load(sys.stdin)
    leaves = [leaf_hash(text.encode("utf-8")) for text in given["leaves"]]
    agreed = 0
    for proof in given["proofs"]:
        size, index = proof["size"], proof["index"]
        d = leaves[:size]
        root = bytes.fromhex(proof["root"])
        hashes = [bytes.fromhex(text) for text in proof["hashes"]]
        assert mth(d) == root, f"another root of {size} leaves"
        if proof["kind"] == "inclusion":
            assert path(index, d) == hashes, f"another proof of leaf {index} in {size}"
            assert verify_inclusion(d[index], index, size, hashes, root)
        else:
            assert subproof(index + 1, d, True) == hashes, f"another proof from {index + 1} to {size}"
            assert verify_consistency(index + 1, size, mth(d[: index + 1]), root, hashes)
        agreed += 1
    print(f"{agreed} proofs agree")


main()
