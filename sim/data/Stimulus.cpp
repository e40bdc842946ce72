//===- Stimulus.cpp - input data of a run ---------------------------------===//

#include "sim/data/Stimulus.h"
#include "sim/data/Arrays.h"
#include "sim/data/Encoded.h"
#include "sim/data/Idx.h"
#include "sim/data/Recordings.h"
#include "sim/data/readers/NumpyColumns.h"
#include "support/npy/Npy.h"
#include "llvm/Support/FileSystem.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::sim;

Stimulus::~Stimulus() = default;
SampleStream::~SampleStream() = default;

const SpikeFrame &Sample::frame(uint32_t step) const {
  static const SpikeFrame empty;
  return step < frames.size() ? frames[step] : empty;
}

void InputFacts::add(const InputFacts &other) {
  formats.insert(other.formats.begin(), other.formats.end());
  events += other.events;
  droppedEvents += other.droppedEvents;
  croppedEvents += other.croppedEvents;
  markerEvents += other.markerEvents;
  untimedEvents += other.untimedEvents;
  otherRecords += other.otherRecords;
  cutBytes += other.cutBytes;
  clockWraps += other.clockWraps;
  outOfOrder += other.outOfOrder;
  timeOrigins.insert(other.timeOrigins.begin(), other.timeOrigins.end());
  if (timeOrigins.size() > 2)
    timeOrigins = {*timeOrigins.begin(), *timeOrigins.rbegin()};
}

namespace {
/// A sample that is in memory as a whole.
class WholeSample final : public SampleStream {
public:
  explicit WholeSample(Sample given) : sample(std::move(given)) {
    name = sample.name;
    label = sample.label;
    steps = sample.steps;
    droppedSpikes = sample.droppedSpikes;
    facts = sample.facts;
  }
  llvm::Expected<const SpikeFrame *> next() override { return &sample.frame(step++); }

private:
  Sample sample;
  uint32_t step = 0;
};
} // namespace

llvm::Expected<std::unique_ptr<SampleStream>> Stimulus::stream(uint64_t index) const {
  llvm::Expected<Sample> sample = read(index);
  if (!sample)
    return sample.takeError();
  return std::make_unique<WholeSample>(std::move(*sample));
}

llvm::Expected<Sample> snnc::sim::readAll(SampleStream &stream) {
  Sample sample;
  for (uint32_t step = 0; step < stream.steps; ++step) {
    llvm::Expected<const SpikeFrame *> frame = stream.next();
    if (!frame)
      return frame.takeError();
    if ((*frame)->empty())
      continue;
    sample.frames.resize(step + 1);
    sample.frames.back() = **frame;
  }
  sample.name = stream.name;
  sample.label = stream.label;
  sample.steps = stream.steps;
  sample.droppedSpikes = stream.droppedSpikes;
  sample.facts = stream.facts;
  return sample;
}

//===----------------------------------------------------------------------===//
// Opening
//===----------------------------------------------------------------------===//

static llvm::Error checkOptions(const StimulusOptions &options) {
  if (options.steps && *options.steps == 0)
    return llvm::createStringError("0 steps asked for, a sample has at least 1");
  if (options.stepUs == 0)
    return llvm::createStringError("a step of 0 microseconds asked for, it has at least 1");
  if (options.limit && *options.limit == 0)
    return llvm::createStringError("a limit of 0 samples asked for, a run has at least 1");
  if (options.sensor.pool == 0)
    return llvm::createStringError("a pool of 0 pixels asked for, it has at least 1");
  return llvm::Error::success();
}

namespace {
/// What a file is, as far as it matters for who reads it.
struct Kind {
  bool isNpy = false, isIdx = false, isGzip = false;
  ArrayFile arrays;
  bool isRecording = false; ///< or what recordings refuse by its name
};
} // namespace

/// Whether an array is of events: records, or columns in a stated order.
static llvm::Expected<bool> isEventArray(Bytes &bytes, const StimulusOptions &options) {
  llvm::Expected<NumpyHeader> header = readNumpyHeader(bytes);
  if (!header) {
    // What is wrong with a header is told by whoever reads the array.
    llvm::consumeError(header.takeError());
    return false;
  }
  return !header->members.empty() || (options.columns && header->shape.size() == 2);
}

/// Says which array of a .npz is meant; false where it has none, so that it is a recording. An input whose name is that
/// of a field of events has no array of its own name: such arrays are events.
static llvm::Expected<bool> findArray(llvm::StringRef path, const InputInfo &input, const StimulusOptions &options,
                                      ArrayFile &file) {
  file.hasLabels = options.hasLabelArray;
  std::vector<std::string> names{"input"};
  if (Columns columns; !fieldOf(input.name, columns))
    names.push_back(input.name);
  if (!options.array.empty())
    names = {options.array};
  for (const std::string &name : names) {
    llvm::Expected<bool> has = hasMember(path, name + ".npy");
    if (!has)
      return has.takeError();
    file.array = name;
    if (*has)
      return true;
  }
  file.array = names.front();
  return !options.array.empty();
}

static llvm::Expected<Kind> kindOf(llvm::StringRef path, const InputInfo &input, const StimulusOptions &options) {
  llvm::Expected<BytesPtr> bytes = Bytes::openFile(path);
  if (!bytes)
    return bytes.takeError();
  llvm::Expected<llvm::StringRef> head = (*bytes)->peek(1 << 12);
  if (!head)
    return head.takeError();
  Kind kind;
  kind.isNpy = isNpy(*head);
  kind.arrays.isNpz = isZip(*head);
  kind.isIdx = isIdx(*head, (*bytes)->size());
  kind.isGzip = head->starts_with("\x1f\x8b\x08");
  if (kind.isNpy) {
    llvm::Expected<bool> isEvents = isEventArray(**bytes, options);
    if (!isEvents)
      return isEvents.takeError();
    kind.isRecording = *isEvents;
  } else if (kind.arrays.isNpz) {
    llvm::Expected<bool> hasArray = findArray(path, input, options, kind.arrays);
    if (!hasArray)
      return hasArray.takeError();
    kind.isRecording = !*hasArray;
  } else {
    kind.isRecording = !kind.isIdx && !kind.isGzip;
  }
  return kind;
}

static llvm::Expected<std::unique_ptr<Stimulus>>
openEncodedData(llvm::StringRef path, const Kind &kind, const InputInfo &input, const StimulusOptions &options) {
  if (kind.isIdx || kind.isGzip)
    return openEncodedIdx(path, input, options);
  if (kind.isNpy || kind.arrays.isNpz)
    return openEncodedArray(path, kind.arrays, input, options);
  return llvm::createStringError("'" + path + "' is no data for the encoder of input '" + input.name +
                                 "': known are idx images (.gz too), .npy, and .npz with an array 'input'");
}

static llvm::Error refusedForReal(llvm::StringRef path, const InputInfo &input) {
  return llvm::createStringError(path + ": recordings are of spikes, input '" + input.name +
                                 "' takes real numbers; they come from .npy, or from .npz with an array 'input'");
}

llvm::Expected<std::unique_ptr<Stimulus>> Stimulus::open(llvm::StringRef path, const InputInfo &input,
                                                         const StimulusOptions &options) {
  if (llvm::Error error = checkOptions(options))
    return std::move(error);
  if (llvm::sys::fs::is_directory(path)) {
    if (options.encoder)
      return openEncodedData(path, {}, input, options);
    if (input.isReal)
      return refusedForReal(path, input);
    return openRecordingFolder(path, input, options);
  }
  llvm::Expected<Kind> kind = kindOf(path, input, options);
  if (!kind)
    return kind.takeError();
  if (options.encoder)
    return openEncodedData(path, *kind, input, options);
  if (kind->isGzip)
    return llvm::createStringError("'" + path + "' is a gzip file (decompress it; only idx images are read as .gz)");
  if (kind->isIdx)
    return llvm::createStringError("'" + path +
                                   "' is a file of idx images, as a network with an encoder of images "
                                   "(Img2SpikeLayer) takes, and input '" +
                                   input.name + "' has none");
  if (kind->isRecording && input.isReal)
    return refusedForReal(path, input);
  if (kind->isRecording)
    return openRecordingFile(path, input, options);
  return openArray(path, kind->arrays, input, options);
}
