"""Reads an export with nothing but json, struct and torch, and holds it against the native checkpoint, quantizing anew from the dense weights."""
import json
import struct
import sys

import torch

TYPES = {"F32": torch.float32, "I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool}


def read(path):
    data = open(path, "rb").read()
    size, = struct.unpack("<q", data[:8])
    header = json.loads(data[8:8 + size])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = (8 + size + offset for offset in entry["data_offsets"])
            raw = torch.frombuffer(bytearray(data[begin:end]), dtype=TYPES[entry["dtype"]]) if end > begin else torch.empty(0)
            tensors[name] = raw.reshape(entry["shape"])
    return tensors


checkpoint, tensors = read(sys.argv[1]), read(sys.argv[2])
description = json.load(open(sys.argv[3]))
left = set(tensors)
for network in description["networks"]:
    prefix = network["name"] + "/"
    for layer in network["layers"]:
        for part in ("weight", "bias", "output"):
            site = layer[part]
            if site is None:
                continue
            state = "operators/" + prefix + site["site"] + "/"
            mask = checkpoint.get(state + "mask")
            assert (mask is None) == (site["mask"] is None), site
            if mask is not None:
                assert torch.equal(tensors[site["mask"]], mask != 0), site
                left.remove(site["mask"])
            if "decimalBits" in site:
                assert checkpoint[state + "decimal-bits"].tolist() == site["decimalBits"], site
            if site["tensor"] is None:
                continue
            found, dense = tensors[site["tensor"]], checkpoint["networks/" + site["tensor"]]
            kept = dense if mask is None else dense * mask
            if "decimalBits" in site:
                shape = [1] * dense.dim()
                if site["axis"] is not None:
                    shape[site["axis"]] = -1
                scale = 2.0 ** torch.tensor(site["decimalBits"]).reshape(shape)
                limit = 2 ** (site["bits"] - 1)
                assert not found.is_floating_point() and site["rounding"] == "nearest", site
                assert torch.equal(found.double(), (kept.double() * scale).round().clamp(-limit, limit - 1)), site
                assert site["nonZero"] == int(torch.count_nonzero(found)), site
            else:
                assert torch.equal(found, kept), site
            left.remove(site["tensor"])
for name in left:
    assert torch.equal(tensors[name], checkpoint["networks/" + name]), name
print(len(tensors), "tensors agree, of them", len(left), "that stay as they are")
