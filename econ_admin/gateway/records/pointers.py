"""References from one document to another, by key."""

import msgspec

from econ_admin.gateway.json_codec import Document


class Pointer(msgspec.Struct, frozen=True, rename="camel"):
    """A reference to another document by its key, which is the first field of each subclass.

    The other fields are details that e-conomic returns with it; they are never sent.
    """

    @property
    def key(self) -> int | str:
        """The key, under one name for all subclasses."""
        key: int | str = getattr(self, self.__struct_fields__[0])
        return key

    @classmethod
    def build_document(cls, key: int | str) -> Document:
        """Returns the wire form: only the key, so that no `self` can contradict it."""
        return {cls.__struct_encode_fields__[0]: key}


class Reference(Pointer, frozen=True):
    """A reference to a document whose key is a number."""

    @property
    def number(self) -> int:
        """The number, under one name for all subclasses."""
        number: int = getattr(self, self.__struct_fields__[0])
        return number
