#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Check a SARIF 2.1.0 log on standard input: what the standard requires of the objects that ptview
writes, their types and values, and that no other properties are there. Prints how many results."""
import json
import re
import sys

# object: {property: (check, required)}; a check is a type, a set of values, a pattern, or [object]
URI = re.compile(r"[A-Za-z0-9\-._~/%:#?&=+@,;!$'()*]+")
MESSAGE = {"text": (str, True)}  # one of text and id, 3.11
OBJECTS = {
    "sarifLog": {"$schema": (URI, False), "version": ({"2.1.0"}, True), "runs": (["run"], True)},
    "run": {"tool": ("tool", True), "results": (["result"], True)},
    "tool": {"driver": ("toolComponent", True)},
    "toolComponent": {"name": (str, True), "version": (str, False),
                      "rules": (["reportingDescriptor"], False)},
    "reportingDescriptor": {"id": (str, True), "shortDescription": ("message", False),
                            "help": ("message", False),
                            "defaultConfiguration": ("reportingConfiguration", False),
                            "properties": (dict, False)},
    "reportingConfiguration": {"level": ({"none", "note", "warning", "error"}, False)},
    "message": MESSAGE,
    "result": {"ruleId": (str, False), "ruleIndex": (int, False),
               "level": ({"none", "note", "warning", "error"}, False), "message": ("message", True),
               "locations": (["location"], False), "partialFingerprints": (dict, False),
               "properties": (dict, False)},
    "location": {"physicalLocation": ("physicalLocation", False),
                 "logicalLocations": (["logicalLocation"], False)},
    "physicalLocation": {"artifactLocation": ("artifactLocation", False),
                         "address": ("address", False)},
    "artifactLocation": {"uri": (URI, False)},
    "address": {"absoluteAddress": (int, False), "kind": (str, False), "name": (str, False)},
    "logicalLocation": {"fullyQualifiedName": (str, False), "kind": (str, False)},
}


def check(value, want, where):
    if isinstance(want, list):
        assert isinstance(value, list), f"{where} is no array"
        for i, item in enumerate(value):
            check(item, want[0], f"{where}[{i}]")
    elif isinstance(want, str):
        known = OBJECTS[want]
        assert isinstance(value, dict), f"{where} is no object"
        for key, (inner, required) in known.items():
            assert key in value or not required, f"{where}: {key} is missing"
            if key in value:
                check(value[key], inner, f"{where}.{key}")
        assert set(value) <= set(known), f"{where}: {set(value) - set(known)}"
    elif isinstance(want, set):
        assert value in want, f"{where}: {value!r}"
    elif isinstance(want, type):
        assert isinstance(value, want) and value != "", f"{where}: {value!r}"
    else:
        assert want.fullmatch(value), f"{where}: {value!r}"


log = json.load(sys.stdin)
check(log, "sarifLog", "log")
for run in log["runs"]:
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules), "rules with one id"
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"], "ruleIndex"
        assert result["locations"][0]["physicalLocation"]["address"]["absoluteAddress"] >= 0
        assert all(isinstance(v, str) for v in result["partialFingerprints"].values())
    print(len(run["results"]), "results,", len(rules), "rules")
