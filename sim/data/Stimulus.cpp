//===- Stimulus.cpp - input data of a run ---------------------------------===//

#include "sim/data/Stimulus.h"
#include "sim/data/Arrays.h"
#include "sim/data/Encoded.h"
#include "sim/data/EventTable.h"
#include "sim/data/Idx.h"
#include "sim/data/Recordings.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <fmt/format.h>

using namespace snnc::sim;

Stimulus::~Stimulus() = default;

const SpikeFrame &Sample::frame(uint32_t step) const {
  static const SpikeFrame empty;
  return step < frames.size() ? frames[step] : empty;
}

namespace {
enum class Kind { Recording, Npy, Npz, Idx, Gzip, Csv, Unknown };
} // namespace

static bool isCsv(llvm::StringRef bytes) {
  llvm::StringRef line = bytes.take_until([](char c) { return c == '\n' || c == '\r'; });
  return line.size() < bytes.size() && line.contains(',') && llvm::all_of(line, llvm::isPrint);
}

static Kind kindOf(llvm::StringRef bytes) {
  if (bytes.starts_with("\x93NUMPY"))
    return Kind::Npy;
  if (bytes.starts_with(llvm::StringRef("PK\3\4", 4)) || bytes.starts_with(llvm::StringRef("PK\5\6", 4)))
    return Kind::Npz;
  if (bytes.starts_with("\x1f\x8b"))
    return Kind::Gzip;
  if (isIdx(bytes))
    return Kind::Idx;
  if (isCsv(bytes))
    return Kind::Csv;
  return bytes.size() % 5 ? Kind::Unknown : Kind::Recording;
}

static llvm::Error refused(llvm::StringRef path, llvm::StringRef what) {
  return llvm::createStringError("'" + path + "' is " + what +
                                 ": known are folders of recordings <label>/<name>.bin, one such recording (events of "
                                 "5 bytes), .csv of t_us,x,y,p, .npy, and .npz with an array 'input'");
}

static llvm::Expected<std::unique_ptr<Stimulus>>
openEncodedData(llvm::StringRef path, Kind kind, const InputInfo &input, const StimulusOptions &options) {
  switch (kind) {
  case Kind::Idx:
  case Kind::Gzip:
    return openEncodedIdx(path, input, options);
  case Kind::Npy:
  case Kind::Npz:
    return openEncodedArray(path, kind == Kind::Npz, input, options);
  default:
    return llvm::createStringError("'" + path + "' is no data for the encoder of input '" + input.name +
                                   "': known are idx images (.gz too), .npy, and .npz with an array 'input'");
  }
}

llvm::Expected<std::unique_ptr<Stimulus>> Stimulus::open(llvm::StringRef path, const InputInfo &input,
                                                         const StimulusOptions &options) {
  if (options.steps && *options.steps == 0)
    return llvm::createStringError("0 steps asked for, a sample has at least 1");
  if (options.stepUs == 0)
    return llvm::createStringError("a step of 0 microseconds asked for, it has at least 1");
  if (options.limit && *options.limit == 0)
    return llvm::createStringError("a limit of 0 samples asked for, a run has at least 1");
  auto refusedForReal = [&]() -> llvm::Error {
    return llvm::createStringError(path + ": recordings are of spikes, input '" + input.name +
                                   "' takes real numbers; they come from .npy, or from .npz with an array 'input'");
  };
  if (llvm::sys::fs::is_directory(path) && options.encoder)
    return openEncodedData(path, Kind::Recording, input, options);
  if (llvm::sys::fs::is_directory(path) && input.isReal)
    return refusedForReal();
  if (llvm::sys::fs::is_directory(path))
    return openRecordingFolder(path, input, options);
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError("cannot read '" + path + "': " + buffer.getError().message());
  Kind kind = kindOf((*buffer)->getBuffer());
  if (options.encoder)
    return openEncodedData(path, kind, input, options);
  if (!options.labels.empty())
    return llvm::createStringError("labels in a file of their own are for data that pass through an encoder; input '" +
                                   input.name + "' has none");
  switch (kind) {
  case Kind::Recording:
    if (input.isReal)
      return refusedForReal();
    return openRecording(path, input, options);
  case Kind::Npy:
    return openArray(path, /*isNpz=*/false, input, options);
  case Kind::Npz:
    return openArray(path, /*isNpz=*/true, input, options);
  case Kind::Idx:
    return refused(path, "a file of idx images, for a network without an encoder of images (Img2SpikeLayer)");
  case Kind::Gzip:
    return refused(path, "a gzip file, as idx images may be, for a network without an encoder of images "
                         "(Img2SpikeLayer)");
  case Kind::Csv:
    if (input.isReal)
      return refusedForReal();
    return openEventTable(path, input, options);
  case Kind::Unknown:
    break;
  }
  return refused(path, fmt::format("no input data that is known ({} bytes are no whole number of events)",
                                   (*buffer)->getBufferSize()));
}
