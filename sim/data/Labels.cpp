//===- Labels.cpp - labels in a file of their own -------------------------===//

#include "sim/data/Labels.h"
#include "sim/data/Arrays.h"
#include "sim/data/Idx.h"
#include "sim/data/readers/Formats.h"
#include "llvm/Support/MemoryBuffer.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::sim;

static llvm::Expected<std::vector<uint32_t>> readText(llvm::StringRef path, llvm::StringRef text) {
  std::vector<uint32_t> labels;
  size_t number = 0;
  for (llvm::StringRef line; !text.empty();) {
    std::tie(line, text) = text.split('\n');
    ++number;
    line = line.trim();
    if (line.empty())
      continue;
    uint32_t label;
    if (line.getAsInteger(10, label) || label > INT32_MAX)
      return llvm::createStringError(fmt::format("{}:{}: '{}' is no label: need a whole number of at least 0 a line",
                                                 path.str(), number, line.take_front(40).str()));
    labels.push_back(label);
  }
  return labels;
}

llvm::Expected<std::vector<uint32_t>> snnc::sim::readLabels(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError("cannot read '" + path + "': " + buffer.getError().message());
  llvm::StringRef bytes = (*buffer)->getBuffer();
  if (isNpy(bytes)) {
    llvm::Expected<NpyArray> array = parseNpy(bytes, path);
    if (!array)
      return array.takeError();
    return labelsOf(*array, path, array->numElements());
  }
  if (isText(bytes))
    return readText(path, bytes);
  llvm::Expected<IdxArray> array = readIdx(path);
  if (!array)
    return array.takeError();
  if (array->shape.size() != 1)
    return llvm::createStringError(fmt::format("'{}' has {} axes, labels have one", path.str(), array->shape.size()));
  return std::vector<uint32_t>(array->values.begin(), array->values.end());
}
