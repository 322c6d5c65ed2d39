"""XXH64, as the registry uses it to prove lists. Source: the xxHash specification, version 0.1.1."""
_MASK = 0xFFFFFFFFFFFFFFFF
_P1 = 0x9E3779B185EBCA87
_P2 = 0xC2B2AE3D27D4EB4F
_P3 = 0x165667B19E3779F9
_P4 = 0x85EBCA77C2B2AE63
_P5 = 0x27D4EB2F165667C5


def _rotl(value, bits):
    return ((value << bits) | (value >> (64 - bits))) & _MASK


def _round(lane, word):
    return _rotl((lane + word * _P2) & _MASK, 31) * _P1 & _MASK


def _merge(value, lane):
    return ((value ^ _round(0, lane)) * _P1 + _P4) & _MASK


def xxh64(text, seed=0):
    """The hash of a text's UTF-8 form."""
    data = text.encode("utf-8")
    position, end = 0, len(data)

    def word(size):
        nonlocal position
        value = int.from_bytes(data[position:position + size], "little")
        position += size
        return value

    if end >= 32:
        lanes = [(seed + _P1 + _P2) & _MASK, (seed + _P2) & _MASK, seed, (seed - _P1) & _MASK]
        while end - position >= 32:
            lanes = [_round(lane, word(8)) for lane in lanes]
        value = sum(_rotl(lane, bits) for lane, bits in zip(lanes, (1, 7, 12, 18))) & _MASK
        for lane in lanes:
            value = _merge(value, lane)
    else:
        value = (seed + _P5) & _MASK
    value = (value + end) & _MASK

    while end - position >= 8:
        value = (_rotl(value ^ _round(0, word(8)), 27) * _P1 + _P4) & _MASK
    if end - position >= 4:
        value = (_rotl(value ^ (word(4) * _P1 & _MASK), 23) * _P2 + _P3) & _MASK
    while position < end:
        value = _rotl(value ^ (word(1) * _P5 & _MASK), 11) * _P1 & _MASK

    value = (value ^ (value >> 33)) * _P2 & _MASK
    value = (value ^ (value >> 29)) * _P3 & _MASK
    return value ^ (value >> 32)
