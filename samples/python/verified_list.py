"""The list of one service: every step is proven by its digest before it counts."""
from muster.v1 import watch_pb2
from xxh64 import xxh64

_MASK = 0xFFFFFFFFFFFFFFFF


def entry(listed):
    """What one instance adds to the digest of its list."""
    return xxh64(listed.instance.id, listed.version)


def digest(instances):
    return sum(entry(listed) for listed in instances) & _MASK


class VerifiedList:
    def __init__(self, service):
        self.service = service
        self.instances = {}
        self.digest = 0
        self.revision = None   # nothing is held yet
        self._pages = []

    def held(self):
        """What to tell the registry that is held; None when nothing is."""
        return None if self.revision is None else watch_pb2.Held(revision=self.revision, digest=self.digest)

    def apply_snapshot(self, page):
        """True: proven. None: more pages follow. False: disproved, ask again; the list stays as it was."""
        if page.page == 0:
            self._pages = []
        if page.page != len(self._pages):
            return False
        self._pages.append(page)
        if not page.last:
            return None
        kept = {id: listed for id, listed in self.instances.items() if not page.buckets >> (xxh64(id) >> 58) & 1}
        new = {listed.instance.id: listed for one in self._pages for listed in one.instances}
        return self._hold({**kept, **new}, page.digest, page.revision)

    def apply_delta(self, delta):
        """True: proven. False: disproved, ask again; the list stays as it was."""
        if self.revision is None or getattr(delta, "from") != self.revision:
            return False
        gone = {removal.id for removal in delta.removed}
        kept = {id: listed for id, listed in self.instances.items() if id not in gone}
        return self._hold({**kept, **{listed.instance.id: listed for listed in delta.changed}}, delta.digest, delta.to)

    def _hold(self, instances, proof, revision):
        if digest(instances.values()) != proof:
            return False
        self.instances, self.digest, self.revision = instances, proof, revision
        return True
