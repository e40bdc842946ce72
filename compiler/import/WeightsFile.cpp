//===- WeightsFile.cpp - weights beside the text of a module --------------===//

#include "compiler/import/WeightsFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace snnc;

static constexpr llvm::StringLiteral mark = "// Weights: ";

std::pair<llvm::StringRef, llvm::StringRef> snnc::splitWeights(llvm::StringRef text) {
  size_t at = text.rfind("\n{-#\n");
  if (at == llvm::StringRef::npos || !text.drop_front(at).contains("dialect_resources"))
    return {text, ""};
  return {text.take_front(at + 1), text.drop_front(at + 1)};
}

std::string snnc::markWeights(llvm::StringRef name) { return (mark + name + "\n").str(); }

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> snnc::joinWeights(std::unique_ptr<llvm::MemoryBuffer> text) {
  llvm::StringRef bytes = text->getBuffer();
  if (!bytes.starts_with(mark))
    return text;
  llvm::StringRef name = bytes.drop_front(mark.size()).split('\n').first.trim();
  // Text that was printed as a whole has them.
  if (!splitWeights(bytes).second.empty())
    return text;
  if (name.empty() || name != llvm::sys::path::filename(name))
    return llvm::createStringError("its first line must name the file of its weights, which lies beside it, and is '" +
                                   name + "'");
  llvm::SmallString<128> path(llvm::sys::path::parent_path(text->getBufferIdentifier()));
  llvm::sys::path::append(path, name);
  auto weights = llvm::MemoryBuffer::getFile(path);
  if (!weights)
    return llvm::createStringError("its weights, '" + name +
                                   "', cannot be read beside it: " + weights.getError().message());
  auto joined = llvm::WritableMemoryBuffer::getNewUninitMemBuffer(bytes.size() + (*weights)->getBufferSize(),
                                                                  text->getBufferIdentifier());
  llvm::copy((*weights)->getBuffer(), llvm::copy(bytes, joined->getBufferStart()));
  return joined;
}
