//===- MeshDialect.cpp - populations on cores -----------------------------===//

#include "dialect/mesh/MeshDialect.h"
#include "dialect/BytecodeVersion.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace snnc::mesh;

#include "dialect/mesh/MeshDialect.cpp.inc"

static ParseResult parseDimensionList(AsmParser &parser, SmallVector<int64_t> &dimensions) {
  return parser.parseDimensionList(dimensions, /*allowDynamic=*/false, /*withTrailingX=*/false);
}
static void printDimensionList(AsmPrinter &printer, ArrayRef<int64_t> dimensions) {
  printer.printDimensionList(dimensions);
}

#define GET_TYPEDEF_CLASSES
#include "dialect/mesh/MeshTypes.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialect/mesh/MeshAttributes.cpp.inc"

void MeshDialect::initialize() {
  addInterface(std::make_unique<snnc::BytecodeVersionInterface>(this, kBytecodeVersion));
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialect/mesh/MeshTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialect/mesh/MeshAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialect/mesh/MeshOps.cpp.inc"
      >();
}

LogicalResult EventsType::verify(function_ref<InFlightDiagnostic()> emitError, ArrayRef<int64_t> shape) {
  if (shape.size() != 3)
    return emitError() << "events have 3 dimensions (channels, height, width), not " << shape.size();
  for (int64_t extent : shape)
    if (extent < 1)
      return emitError() << "an extent of " << extent << " holds no neuron";
  return success();
}

//===----------------------------------------------------------------------===//
// EdgeAttr
//===----------------------------------------------------------------------===//

LogicalResult EdgeAttr::verify(function_ref<InFlightDiagnostic()> emitError, ArrayRef<int64_t> low,
                               ArrayRef<int64_t> high, ArrayRef<int64_t> offset, ArrayRef<int64_t> shift, bool,
                               int64_t destination, int64_t credit, int64_t multicast) {
  if (low.size() != 3 || high.size() != 3 || offset.size() != 3 || shift.size() != 2)
    return emitError() << "an edge has low, high and offset of 3 numbers (channel, y, x) and a shift of 2 (y, x)";
  for (unsigned i = 0; i < 3; ++i) {
    if (low[i] < 0 || high[i] < low[i])
      return emitError() << "the box " << low[i] << ".." << high[i] << " of an edge is empty";
    if (low[i] + offset[i] < 0)
      return emitError() << "offset " << offset[i] << " moves coordinate " << low[i] << " below 0";
  }
  for (int64_t s : shift)
    if (s < 0)
      return emitError() << "a shift of " << s << " is negative";
  if (destination < -1 || credit < -1)
    return emitError() << "table entries count from 0";
  if (multicast < -1)
    return emitError() << "multicast groups count from 0";
  return success();
}

EdgeAttr EdgeAttr::withDestination(int64_t destination) const {
  return get(getContext(), getLow(), getHigh(), getOffset(), getShift(), getDelayed(), destination, getCredit(),
             getMulticast());
}
EdgeAttr EdgeAttr::withCredit(int64_t credit) const {
  return get(getContext(), getLow(), getHigh(), getOffset(), getShift(), getDelayed(), getDestination(), credit,
             getMulticast());
}
EdgeAttr EdgeAttr::withMulticast(int64_t group) const {
  return get(getContext(), getLow(), getHigh(), getOffset(), getShift(), getDelayed(), getDestination(), getCredit(),
             group);
}

bool EdgeAttr::carriesSameAs(EdgeAttr other) const {
  return getLow() == other.getLow() && getHigh() == other.getHigh() && getOffset() == other.getOffset() &&
         getShift() == other.getShift() && getDelayed() == other.getDelayed();
}

SmallVector<int64_t, 3> EdgeAttr::getMappedExtent() const {
  SmallVector<int64_t, 3> extent;
  for (unsigned i = 0; i < 3; ++i)
    extent.push_back(((getHigh()[i] + getOffset()[i]) >> (i ? getShift()[i - 1] : 0)) + 1);
  return extent;
}

//===----------------------------------------------------------------------===//
// PoolAttr
//===----------------------------------------------------------------------===//

LogicalResult PoolAttr::verify(function_ref<InFlightDiagnostic()> emitError, ArrayRef<int64_t> kernel,
                               ArrayRef<int64_t> stride, ArrayRef<int64_t> extent) {
  for (ArrayRef<int64_t> pair : {kernel, stride, extent}) {
    if (pair.size() != 2)
      return emitError() << "a pool has kernel, stride and extent of 2 numbers each (y, x)";
    for (int64_t value : pair)
      if (value < 1)
        return emitError() << "a pool has kernel, stride and extent of at least 1, not " << value;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// MaxPoolAttr
//===----------------------------------------------------------------------===//

LogicalResult MaxPoolAttr::verify(function_ref<InFlightDiagnostic()> emitError, ArrayRef<int64_t> kernel,
                                  ArrayRef<int64_t> stride, ArrayRef<int64_t> padding, ArrayRef<int64_t> extent) {
  for (ArrayRef<int64_t> pair : {kernel, stride, padding, extent})
    if (pair.size() != 2)
      return emitError() << "a max pool has kernel, stride, padding and extent of 2 numbers each (y, x)";
  for (unsigned i = 0; i < 2; ++i) {
    if (kernel[i] < 1 || stride[i] < 1 || extent[i] < 1)
      return emitError() << "a max pool has kernel, stride and extent of at least 1, not "
                         << std::min({kernel[i], stride[i], extent[i]});
    if (padding[i] < 0)
      return emitError() << "a max pool has padding of at least 0, not " << padding[i];
  }
  return success();
}

std::pair<int64_t, int64_t> MaxPoolAttr::getPixels(unsigned axis, int64_t begin, int64_t end) const {
  int64_t first = begin * getStride()[axis] - getPadding()[axis];
  int64_t last = (end - 1) * getStride()[axis] - getPadding()[axis] + getKernel()[axis] - 1;
  int64_t greatest = getExtent()[axis] - 1;
  return {std::clamp<int64_t>(first, 0, greatest), std::clamp<int64_t>(last, 0, greatest) + 1};
}

int64_t MaxPoolAttr::getMostPixels(unsigned axis, int64_t windows) const {
  return std::min(getExtent()[axis], (windows - 1) * getStride()[axis] + getKernel()[axis]);
}

int64_t MaxPoolAttr::getUsedExtent(int64_t pixels, int64_t windows, int64_t kernel, int64_t stride, int64_t padding) {
  return std::clamp<int64_t>((windows - 1) * stride - padding + kernel, 1, pixels);
}

//===----------------------------------------------------------------------===//
// TargetAttr
//===----------------------------------------------------------------------===//

LogicalResult TargetAttr::verify(function_ref<InFlightDiagnostic()> emitError, StringRef, int64_t cols, int64_t rows,
                                 int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t,
                                 int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t,
                                 ArrayAttr kinds, DenseI64ArrayAttr kindOf, DenseI64ArrayAttr faulty,
                                 DenseI64ArrayAttr faultyLinks, bool leak, bool current, int64_t weightShift,
                                 bool readout, bool, bool, int64_t mergeWords, int64_t multicastGroups) {
  int64_t known = kinds ? int64_t(kinds.size()) : 0;
  for (Attribute kind : kinds ? kinds.getValue() : ArrayRef<Attribute>())
    if (!isa<KindAttr>(kind))
      return emitError() << "kinds of cores are #mesh.kind, not " << kind;
  if (kindOf && kindOf.size() != cols * rows)
    return emitError() << "kind_of has " << kindOf.size() << " numbers for " << cols * rows << " cores";
  for (int64_t kind : kindOf ? kindOf.asArrayRef() : ArrayRef<int64_t>())
    if (kind < 0 || kind > known)
      return emitError() << "kind_of names kind " << kind << " of " << known;
  if (current && !leak)
    return emitError() << "currents decay by what potentials decay by: current needs leak";
  if (readout && !leak)
    return emitError() << "the potentials of a readout leak, or nothing bounds them: readout needs leak";
  if (weightShift < 0 || weightShift > 7)
    return emitError() << "weight_shift is 0 to 7, not " << weightShift;
  if (mergeWords < 0 || mergeWords > 128 || mergeWords == 1 || (mergeWords & (mergeWords - 1)) != 0)
    return emitError() << "merge_words is 0 or a power of two from 2 to 128, not " << mergeWords;
  if (multicastGroups < 0 || multicastGroups > 256)
    return emitError() << "multicast_groups is 0 to 256, not " << multicastGroups;
  for (int64_t core : faulty ? faulty.asArrayRef() : ArrayRef<int64_t>())
    if (core < 0 || core >= cols * rows)
      return emitError() << "faulty names core " << core << " of " << cols * rows;
  ArrayRef<int64_t> links = faultyLinks ? faultyLinks.asArrayRef() : ArrayRef<int64_t>();
  if (links.size() % 2)
    return emitError() << "faulty_links has pairs of cores, not " << links.size() << " numbers";
  for (size_t i = 0; i < links.size(); i += 2) {
    int64_t a = links[i], b = links[i + 1];
    if (a < 0 || b >= cols * rows || (b != a + cols && (b != a + 1 || b % cols == 0)))
      return emitError() << "faulty_links: core " << a << " has no link to core " << b << " behind it";
  }
  return success();
}

OpAsmAliasResult TargetAttr::getAlias(llvm::raw_ostream &stream) const {
  stream << getName() << "_target"; // an alias does not end with a digit
  return OpAsmAliasResult::FinalAlias;
}

bool TargetAttr::isFaulty(int64_t core) const {
  return getFaulty() && llvm::is_contained(getFaulty().asArrayRef(), core);
}
