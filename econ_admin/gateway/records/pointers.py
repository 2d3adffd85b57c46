"""How one document names another: by its key."""

import msgspec

from econ_admin.gateway.json_codec import Document


class Pointer(msgspec.Struct, frozen=True, rename="camel"):
    """Another document, by its key: the first field of each subclass.

    Fields after it are what e-conomic tells of that document in passing; they are never sent.
    """

    @property
    def key(self) -> int | str:
        """The key, whatever the subclass calls it."""
        key: int | str = getattr(self, self.__struct_fields__[0])
        return key

    @classmethod
    def build_document(cls, key: int | str) -> Document:
        """How it is written: by the key alone, so that no `self` can contradict it."""
        return {cls.__struct_encode_fields__[0]: key}


class Reference(Pointer, frozen=True):
    """Another document whose key is a number."""

    @property
    def number(self) -> int:
        """The number, whatever the subclass calls it."""
        number: int = getattr(self, self.__struct_fields__[0])
        return number
