"""Eight numbers at a time: the vectors in which the kernel computes, as types of Numba's.

A processor adds eight numbers as fast as one, but a compiler finds that out by itself only in the simplest loops. Here
it is told: `LANES` are eight doubles, `PLACES` eight whole numbers, `MASK` eight truth values, one of each *lane*;
arithmetic, comparison and the functions below act on all lanes at once. LLVM turns them into the instructions that a
machine has (one of 512 bits, two of 256, four of 128).

In an array of doubles, entry i of lanes is `array[8 * i : 8 * i + 8]`; `load` and `store` count in such entries, while
the number of a single lane is read and written as in any array.
"""

from __future__ import annotations

import math
import operator
import struct
from collections.abc import Callable, Iterable
from typing import Any, no_type_check

import llvmlite.ir as ir
from numba import njit, types
from numba.core.cgutils import get_or_insert_function
from numba.core.typeconv import Conversion
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, lower_cast, models, register_model
from numba.np.arrayobj import make_array

NUM_LANES = 8

_DOUBLE, _WHOLE, _BIT = (ir.VectorType(kind, NUM_LANES) for kind in (ir.DoubleType(), ir.IntType(64), ir.IntType(1)))
_INDEX, _SHORT = ir.IntType(64), ir.IntType(32)

_MAY_FUSE = ("contract",)
"""A product and a sum may be rounded once instead of twice."""


OPTIONS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "forceinline": True,
    "fastmath": set(_MAY_FUSE),
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}
"""Of every compiled function; several threads run them at once, and only compiled ones call them."""

APART: dict[str, Any] = OPTIONS | {"forceinline": False}
"""Of large functions, and of those that few crises call: put into every place that calls them they would take minutes
to compile, and slow down the others."""

ENTRANCE = OPTIONS | {"no_cpython_wrapper": False}
"""Of those that Python calls."""

PER_LOG_TWO = 1 / math.log(2)
LOG_TWO_HIGH = 0.693147180369123816490
LOG_TWO_LOW = 1.90821492927058770002e-10
"""log 2 in two parts, the first with zeros at its end, so that its product with a whole number is exact (fdlibm)."""

ROUNDING = 1.5 * 2.0**52
"""Added to a number below 2⁵¹, it leaves the nearest whole number in the last bits."""

ROOT_OF_HALF = int.from_bytes(struct.pack(">d", math.sqrt(0.5)), "big")
"""The bits of √½."""


class _Vector(types.Type):
    """A type of vectors; a plain number stands for a vector of that number."""

    number: type[types.Type] | None = None

    def __init__(self) -> None:
        super().__init__(name=type(self).__name__)

    def can_convert_from(self, typingctx: Any, other: types.Type) -> Any:  # noqa: ARG002
        return Conversion.safe if self.number is not None and isinstance(other, self.number) else None


class Lanes(_Vector):
    """Eight doubles."""

    number = types.Number


class Places(_Vector):
    """Eight whole numbers."""

    number = types.Integer


class Mask(_Vector):
    """Eight truth values."""


LANES, PLACES, MASK = Lanes(), Places(), Mask()


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _DOUBLE)


@register_model(Places)
class _PlacesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _WHOLE)


@register_model(Mask)
class _MaskModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _BIT)


def _splat(builder: Any, value: Any, vector: ir.VectorType) -> Any:
    single = builder.insert_element(ir.Constant(vector, ir.Undefined), value, ir.Constant(_SHORT, 0))
    return _shuffled(builder, single, ir.Constant(vector, ir.Undefined), [0] * NUM_LANES)


@lower_cast(types.Number, Lanes)
def _lanes_of(context: Any, builder: Any, fromty: Any, toty: Any, val: Any) -> Any:  # noqa: ARG001
    return _splat(builder, context.cast(builder, val, fromty, types.float64), _DOUBLE)


@lower_cast(types.Integer, Places)
def _places_of(context: Any, builder: Any, fromty: Any, toty: Any, val: Any) -> Any:  # noqa: ARG001
    return _splat(builder, context.cast(builder, val, fromty, types.int64), _WHOLE)


def _define(function: Any, kinds: tuple[_Vector, ...], result: _Vector, emit: Callable[..., Any]) -> None:
    """Teaches an operator what it does with vectors of these kinds; one argument at least is a vector."""

    @infer_global(function)
    class Template(AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:  # noqa: ARG002
            if len(args) != len(kinds) or not any(isinstance(arg, _Vector) for arg in args):
                return None
            fits = [arg == kind or kind.can_convert_from(None, arg) for arg, kind in zip(args, kinds, strict=True)]
            return signature(result, *kinds) if all(fit is not None and fit is not False for fit in fits) else None

    @lower_builtin(function, *kinds)
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ARG001
        return emit(builder, *args)


_define(operator.add, (LANES, LANES), LANES, lambda b, x, y: b.fadd(x, y, flags=_MAY_FUSE))
_define(operator.sub, (LANES, LANES), LANES, lambda b, x, y: b.fsub(x, y, flags=_MAY_FUSE))
_define(operator.mul, (LANES, LANES), LANES, lambda b, x, y: b.fmul(x, y, flags=_MAY_FUSE))
_define(operator.truediv, (LANES, LANES), LANES, lambda b, x, y: b.fdiv(x, y, flags=_MAY_FUSE))
_define(operator.neg, (LANES,), LANES, lambda b, x: b.fneg(x))
_define(operator.lt, (LANES, LANES), MASK, lambda b, x, y: b.fcmp_ordered("<", x, y))
_define(operator.le, (LANES, LANES), MASK, lambda b, x, y: b.fcmp_ordered("<=", x, y))
_define(operator.gt, (LANES, LANES), MASK, lambda b, x, y: b.fcmp_ordered(">", x, y))
_define(operator.ge, (LANES, LANES), MASK, lambda b, x, y: b.fcmp_ordered(">=", x, y))
_define(operator.and_, (MASK, MASK), MASK, lambda b, x, y: b.and_(x, y))
_define(operator.or_, (MASK, MASK), MASK, lambda b, x, y: b.or_(x, y))
_define(operator.invert, (MASK,), MASK, lambda b, x: b.not_(x))
_define(operator.add, (PLACES, PLACES), PLACES, lambda b, x, y: b.add(x, y))
_define(operator.sub, (PLACES, PLACES), PLACES, lambda b, x, y: b.sub(x, y))
_define(operator.mul, (PLACES, PLACES), PLACES, lambda b, x, y: b.mul(x, y))


@intrinsic
def splat(typingctx: Any, x: Any) -> Any:  # noqa: ARG001
    """The same number in every lane."""
    return LANES(LANES), lambda context, builder, sig, args: args[0]  # noqa: ARG005


@intrinsic
def where(typingctx: Any, mask: Any, yes: Any, no: Any) -> Any:  # noqa: ARG001
    """`yes` in the lanes of the mask, `no` in the others."""
    return LANES(MASK, LANES, LANES), lambda context, builder, sig, args: builder.select(*args)  # noqa: ARG005


@intrinsic
def any_of(typingctx: Any, mask: Any) -> Any:  # noqa: ARG001
    """Whether some lane is true."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ARG001
        bits = builder.bitcast(args[0], ir.IntType(NUM_LANES))
        return builder.icmp_unsigned("!=", bits, ir.Constant(ir.IntType(NUM_LANES), 0))

    return types.boolean(MASK), emit


@intrinsic
def magnitude(typingctx: Any, x: Any) -> Any:  # noqa: ARG001
    """|x|: the sign's bit cleared."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ARG001
        all_but_sign = ir.Constant(_WHOLE, [2**63 - 1] * NUM_LANES)
        return builder.bitcast(builder.and_(builder.bitcast(args[0], _WHOLE), all_but_sign), _DOUBLE)

    return LANES(LANES), emit


@intrinsic
def root(typingctx: Any, x: Any) -> Any:  # noqa: ARG001
    """√x."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ARG001
        kind = ir.FunctionType(_DOUBLE, [_DOUBLE])
        return builder.call(get_or_insert_function(builder.module, kind, f"llvm.sqrt.v{NUM_LANES}f64"), args)

    return LANES(LANES), emit


@intrinsic
def whole_part(typingctx: Any, x: Any) -> Any:  # noqa: ARG001
    """The whole part of numbers from 0 to 2⁶³."""
    return PLACES(LANES), lambda context, builder, sig, args: builder.fptosi(args[0], _WHOLE)  # noqa: ARG005


@intrinsic
def as_lanes(typingctx: Any, places: Any) -> Any:  # noqa: ARG001
    """Whole numbers as doubles."""
    return LANES(PLACES), lambda context, builder, sig, args: builder.sitofp(args[0], _DOUBLE)  # noqa: ARG005


@intrinsic
def bits_of(typingctx: Any, x: Any) -> Any:  # noqa: ARG001
    """The bits of doubles."""
    return PLACES(LANES), lambda context, builder, sig, args: builder.bitcast(args[0], _WHOLE)  # noqa: ARG005


@intrinsic
def from_bits(typingctx: Any, bits: Any) -> Any:  # noqa: ARG001
    """The doubles of these bits."""
    return LANES(PLACES), lambda context, builder, sig, args: builder.bitcast(args[0], _DOUBLE)  # noqa: ARG005


@intrinsic
def shifted_left(typingctx: Any, bits: Any, number: Any) -> Any:  # noqa: ARG001
    return PLACES(PLACES, PLACES), lambda context, builder, sig, args: builder.shl(*args)  # noqa: ARG005


@intrinsic
def shifted_right(typingctx: Any, bits: Any, number: Any) -> Any:  # noqa: ARG001
    """Shifted, the sign drawn in behind."""
    return PLACES(PLACES, PLACES), lambda context, builder, sig, args: builder.ashr(*args)  # noqa: ARG005


def _entry(context: Any, builder: Any, sig: Any, array: Any, index: Any) -> Any:
    """The address of an entry of lanes."""
    data = make_array(sig.args[0])(context, builder, array).data
    place = builder.gep(data, [builder.mul(index, ir.Constant(_INDEX, NUM_LANES))])
    return builder.bitcast(place, _DOUBLE.as_pointer())


@intrinsic
def load(typingctx: Any, array: Any, index: Any) -> Any:  # noqa: ARG001
    """Entry `index` of an array of lanes."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(_entry(context, builder, sig, args[0], args[1]), align=8)

    return LANES(array, types.int64), emit


@intrinsic
def store(typingctx: Any, array: Any, index: Any, value: Any) -> Any:  # noqa: ARG001
    """Writes an entry of an array of lanes."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[2], _entry(context, builder, sig, args[0], args[1]), align=8)
        return context.get_dummy_value()

    return types.void(array, types.int64, LANES), emit


@intrinsic
def gather_four(typingctx: Any, array: Any, places: Any, shift: Any) -> Any:  # noqa: ARG001
    """The numbers at `places + shift` of an array, and the three behind each: four entries of lanes."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        data = builder.gep(make_array(sig.args[0])(context, builder, args[0]).data, [args[2]])
        four = ir.VectorType(ir.DoubleType(), 4)
        runs = []
        for lane in range(NUM_LANES):
            place = builder.gep(data, [builder.extract_element(args[1], ir.Constant(_SHORT, lane))])
            runs.append(builder.load(builder.bitcast(place, four.as_pointer()), align=8))
        # From runs of four by lane to lanes by number: two lanes four apart in a row, then pairs, then all eight.
        rows = [_shuffled(builder, runs[i], runs[i + 4], range(8)) for i in range(4)]
        even, odd = (0, 8, 2, 10, 4, 12, 6, 14), (1, 9, 3, 11, 5, 13, 7, 15)
        low = [_shuffled(builder, rows[0], rows[1], order) for order in (even, odd)]
        high = [_shuffled(builder, rows[2], rows[3], order) for order in (even, odd)]
        near, far = (0, 1, 8, 9, 4, 5, 12, 13), (2, 3, 10, 11, 6, 7, 14, 15)
        found = [_shuffled(builder, low[i % 2], high[i % 2], near if i < 2 else far) for i in range(4)]
        return context.make_tuple(builder, sig.return_type, found)

    return types.UniTuple(LANES, 4)(array, PLACES, types.int64), emit


def _shuffled(builder: Any, one: Any, other: Any, order: Iterable[int]) -> Any:
    """The elements of two vectors, one behind the other, in an order."""
    chosen = list(order)
    return builder.shuffle_vector(one, other, ir.Constant(ir.VectorType(_SHORT, len(chosen)), chosen))


@njit(**OPTIONS)
@no_type_check
def larger(x, y):
    """The larger of two numbers; y where either is none."""
    return where(x > y, x, y)


@njit(**OPTIONS)
@no_type_check
def smaller(x, y):
    """The smaller of two numbers; y where either is none."""
    return where(x < y, x, y)


@njit(**OPTIONS)
@no_type_check
def exponential(x):
    """e^x for −700 ≤ x ≤ 700, to about one unit in the last place.

    x = n ln 2 + r with |r| ≤ ln 2 / 2; of the series of e^r the terms up to r¹³ / 13! are kept, what is left out is
    below 10⁻¹⁷. n is written into the exponent.
    """
    shifted = x * PER_LOG_TWO + ROUNDING
    n = shifted - ROUNDING
    r = (x - n * LOG_TWO_HIGH) - n * LOG_TWO_LOW
    total = r * (1 / 13) + 1.0
    for factor in range(12, 0, -1):
        total = total * (r * (1 / factor)) + 1.0
    return total * from_bits(shifted_left(bits_of(shifted) + 1023, 52))


@njit(**OPTIONS)
@no_type_check
def logarithm(x):
    """log x of positive normal numbers, to about two units in the last place.

    x = 2ⁿ m with √½ ≤ m < √2, log m = 2 artanh s with s = (m − 1) / (m + 1), |s| < 0.1716; of its series the terms up
    to s²¹ / 21 are kept, what is left out is below 10⁻¹⁷ of the sum.
    """
    bits = bits_of(x)
    n = shifted_right(bits - ROOT_OF_HALF, 52)
    m = from_bits(bits - shifted_left(n, 52))
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    total = z * (1 / 21) + 1 / 19
    for odd in range(17, 0, -2):
        total = total * z + 1 / odd
    exponent = as_lanes(n)
    return exponent * LOG_TWO_HIGH + (2.0 * s * total + exponent * LOG_TWO_LOW)
