"""Verify an exported bundle on any machine; needs Python 3.11 and `cryptography`, nothing else.

    python verify_bundle.py BUNDLE.zip [--key KEY] [--heads SAVED.json]

``--key`` names a signing key, as the public page of heads shows it; ``--heads`` is a file or mail of
heads that you kept: its keys are believed, its heads have to be those of the bundle. With neither,
the bundle's first key is believed, and named for you to compare.
Exit status 0: all is proved. 1: something is wrong, and named. 2: it cannot be read.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LATE, wrong = timedelta(minutes=10), []  # a record that much older than the head has to be in it


def say(where, text):
    wrong.append(f"{where}: {text}")


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def signed(public, kind, whole):
    said = {name: value for name, value in whole.items() if name != "signature"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(whole["signature"]), f"{kind}\n{text}".encode())
    except (ValueError, InvalidSignature):
        return False
    return True


def climb(fn, sn, old, new, path):
    for step in path:  # up the tree to two roots: RFC 9162, 2.1.3.2 and 2.1.4.2
        if sn == 0:
            return b"", b""
        if fn & 1 or fn == sn:
            old, new = sha(b"\1", step, old), sha(b"\1", step, new)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = sha(b"\1", new, step)
        fn, sn = fn >> 1, sn >> 1
    return (old, new) if sn == 0 else (b"", b"")


def included(record, proof, head):
    leaf, index, size = sha(b"\0", bytes.fromhex(record)), proof["position"], head["size"]
    found = climb(index, size - 1, leaf, leaf, map(bytes.fromhex, proof["path"]))[1]
    return 0 <= index < size and found.hex() == head["root"]


def consistent(old, new, path):
    m, n, steps = old["size"], new["size"], [bytes.fromhex(step) for step in path]
    if m in (n, 0):
        return not steps and old["root"] == (new["root"] if m == n else sha().hex())
    if not m & (m - 1):
        steps.insert(0, bytes.fromhex(old["root"]))
    if m > n or not steps:
        return False
    fn, sn = m - 1, n - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    roots = climb(fn, sn, steps[0], steps[0], steps[1:])
    return tuple(root.hex() for root in roots) == (old["root"], new["root"])


def trusted(listed, believed):
    keys = dict(believed)
    for key in listed:
        name, said = key["key"], {n: key[n] for n in ("key", "public", "vouched_by")}
        said["signature"] = key["voucher"]
        if sha(bytes.fromhex(key["public"])).hex() != name:
            say("heads.json", f"the key {name} is not what its name says")
        elif keys.get(name) == "":
            keys[name] = key["public"]
        elif signed(keys.get(key["vouched_by"], ""), "ocop key v1", said):
            keys.setdefault(name, key["public"])
    return keys


def check_head(head, keys, where):
    if not signed(keys.get(head["key"], ""), "ocop head v1", head):
        say(where, f"head {head['number']} does not bear the signature of a believed key")


def check_heads(told, keys, kept):
    newest = told["head"]
    check_head(newest, keys, "heads.json")
    here = {newest["number"]: newest}
    for older in told["older"]:
        here[older["head"]["number"]] = older["head"]
        check_head(older["head"], keys, "heads.json")
        if not consistent(older["head"], newest, older["path"]):
            say("heads.json", f"head {older['head']['number']} is not its beginning: a fork")
    for head in kept:
        check_head(head, keys, "the kept heads")
        if here.get(head["number"], head) != head:
            say("heads.json", f"head {head['number']} is another one than was kept: a fork")
        elif head["number"] not in here:
            print(f"note: the bundle says nothing of head {head['number']}, which was kept")
    return newest


def check_beside(record, body, where, files):
    for name, wanted in (("detail", body["detail"]), ("version", body["data"].get("content", ""))):
        beside = record[name]
        if isinstance(beside, str) and wanted:
            print(f"note: {where}: its {name} is {beside}")
        elif beside and sha((beside["salt"] + beside["content"]).encode()).hex() != wanted:
            say(where, f"its {name} was changed")
        elif wanted and not beside:
            say(where, f"its {name} is missing")
    if body["name"] == "add_document" and record["document"]:
        print(f"note: {where}: its document is {record['document']}")
    elif body["name"] == "add_document":
        digest = body["data"]["sha256"]
        content = files.get(f"documents/{digest}", b"")
        if sha(content).hex() != digest:
            say(where, f"its document {digest} {'was changed' if content else 'is missing'}")


def check_record(record, code, number, before, head, files):
    where, body, proof = f"{code}/{number}", json.loads(record["body"]), record["proof"]
    if sha(b"\1", record["body"].encode()).hex() != record["hash"]:
        say(where, "the body does not have its hash")
    if (record["seq"], body["seq"], body["dossier"]) != (number, number, code):
        say(where, f"stands out of order: it is {body['dossier']}/{body['seq']}")
    if (body["previous"], body["source"]) != before:
        say(where, "does not follow the record before it")
    check_beside(record, body, where, files)
    if proof:
        if not included(record["hash"], proof, head):
            say(where, f"is not in head {head['number']}")
    elif datetime.fromisoformat(body["at"]) < datetime.fromisoformat(head["at"]) - LATE:
        say(where, f"is older than head {head['number']} and not proved to be in it")
    else:
        print(f"note: {where}: newer than head {head['number']}, under no signature yet")
    return record["hash"], body["target"]


def check_kept(dossier, code, count, kept):
    here = {record["seq"]: record["hash"] for record in dossier["records"]}
    for number in range(max(here, default=0) + 1, max([count, *kept]) + 1):
        say(f"{code}/{number}", "is missing; the manifest or the kept heads know of it")
    for number in sorted(here.keys() & kept.keys()):
        if here[number] != kept[number]:
            say(f"{code}/{number}", "is another one than was kept")


def check_manifest(manifest, files, keys):
    if not manifest["key"]:
        print("note: the manifest is not signed; what records name is proved by the head alone")
    elif not signed(keys.get(manifest["key"], ""), "ocop bundle v1", manifest):
        say("manifest.json", "it does not bear the signature of a believed key")
    for name in sorted(manifest["files"].keys() | files.keys()):
        if name not in files or sha(files[name]).hex() != manifest["files"].get(name):
            say(name, "the file is not the one that the manifest lists")


def verify(path, key, kept):
    with zipfile.ZipFile(path) as archive:
        if any(info.file_size > 1 << 30 for info in archive.infolist()):
            raise ValueError("a file of it is too large")
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest, told = json.loads(files.pop("manifest.json")), json.loads(files["heads.json"])
    believed = {k["key"]: k["public"] for k in kept.get("keys", [])}
    keys = trusted(told["keys"], believed or {key or told["keys"][0]["key"]: ""})
    head, records, logged = check_heads(told, keys, kept.get("heads", [])), 0, {}
    for position, whose, seq, digest in kept.get("leaves", []):
        if position < head["size"]:
            logged.setdefault(whose, {})[seq] = digest
    for code in manifest["dossiers"]:
        dossier = json.loads(files.get(f"dossiers/{code}.json", b'{"records": [], "state": ""}'))
        before, number = ("0" * 64, ""), 0
        here = {record["seq"] for record in dossier["records"]}
        for record in dossier["records"]:
            number += 1
            if number not in here and max(here) > number:
                missing, number = number, min(n for n in here if n > number)
                say(f"{code}/{missing}", f"is missing; the next record is {number}")
            before = check_record(record, code, number, before, head, files)
        if not dossier["records"] or before[1] != dossier["state"]:
            say(code, f"stands in {dossier['state']!r}, its records lead to {before[1]!r}")
        check_kept(dossier, code, manifest.get("counts", {}).get(code, 0), logged.get(code, {}))
        records += len(dossier["records"])
    check_manifest(manifest, files, keys)
    print(f"head {head['number']} of {head['at']}, {head['size']} records, key {head['key']}")
    return records


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("bundle")
    parser.add_argument("--key", default="")
    parser.add_argument("--heads", type=Path)
    asked, records = parser.parse_args(), None
    try:
        text = asked.heads.read_text(encoding="utf-8") if asked.heads else "{}"
        kept = json.loads(text[text.index("{") : text.rindex("}") + 1])
        records = verify(asked.bundle, asked.key, kept)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, zipfile.BadZipFile) as e:
        wrong.append(f"cannot be read: {type(e).__name__}: {e}")
    print("\n".join([*wrong, f"records={records} problems={len(wrong)}"]))
    return 0 if not wrong else 2 if records is None and len(wrong) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
