//===- Stimulus.h - input data of a run -------------------------*- C++ -*-===//
//
// Samples for a network's input, read from files that are known by their content: event recordings of any format that
// readers/ has (a file, a folder of files, a folder `<label>/<name>`), numpy arrays of spike counts or, for a real
// input, of real numbers (.npy, .npz), and images or signals where the network has an encoder. Samples are read when
// asked for, recordings step by step.
//
// The step of an event is floor((t - origin) / stepUs), its channel the polarity; events of one pixel and channel in
// one step add up.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_DATA_STIMULUS_H
#define SNNC_SIM_DATA_STIMULUS_H

#include "sim/data/SensorMap.h"
#include "sim/encode/Encoders.h"
#include <memory>
#include <set>

namespace snnc::sim {

/// Where the time of a recording begins: at its first event, at 0, or as its format and its first event suggest.
enum class TimeOrigin { Auto, First, Zero };

struct StimulusOptions {
  /// Steps of every sample; absent: as many as a recording lasts or an array has, at least one. What comes later is
  /// dropped and counted, what is missing is empty.
  std::optional<uint32_t> steps;
  uint32_t stepUs = 1000;        ///< microseconds of a step of a recording, at least 1
  std::optional<uint64_t> limit; ///< only so many samples: see spreadOverLabels
  /// The array of a .npz; empty: 'input', else that of the input's name.
  std::string array;
  bool hasLabelArray = true; ///< an array 'label' of a .npz is the labels, and no input
  /// What makes spikes of the data, which are then images or signals; absent: the data are what the network takes.
  std::optional<NetworkEncoder> encoder;
  uint64_t seed = 0;       ///< of the encoder's draws
  unsigned inputIndex = 0; ///< of the network's inputs: each has draws of its own
  std::string labels;      ///< file of labels: idx, .npy, or a number a line
  // Of recordings.
  TimeOrigin timeOrigin = TimeOrigin::Auto;
  SensorOptions sensor;
  std::optional<Columns> columns; ///< order and unit of fields that a file does not name
  std::string stream;             ///< as in ReaderOptions

  /// How sample `index` of a recording is read.
  ReaderOptions reading(uint64_t index) const { return {columns, index, stream}; }
};

/// What was met in recordings, of one sample or of many.
struct InputFacts {
  std::set<std::string> formats;
  uint64_t events = 0;                                        ///< read
  uint64_t droppedEvents = 0;                                 ///< behind the last step
  uint64_t croppedEvents = 0;                                 ///< outside of the part that was cut out
  uint64_t markerEvents = 0;                                  ///< no pixels: see ReadCounts
  uint64_t untimedEvents = 0, otherRecords = 0, cutBytes = 0; ///< as in ReadCounts
  uint64_t clockWraps = 0;
  uint64_t outOfOrder = 0;       ///< kept
  std::set<int64_t> timeOrigins; ///< microseconds; of many samples the least and the greatest

  void add(const InputFacts &other);
};

/// One sample, binned: `steps` frames, of which those behind the last event are not stored.
struct Sample {
  std::string name; ///< file, and index in it where it holds several
  std::optional<uint32_t> label;
  uint32_t steps = 1;
  uint64_t droppedSpikes = 0; ///< spikes behind the last step, of a real input values other than 0
  std::vector<SpikeFrame> frames;
  InputFacts facts;

  const SpikeFrame &frame(uint32_t step) const;
};

/// One sample, step by step.
class SampleStream {
public:
  virtual ~SampleStream();

  std::string name;
  std::optional<uint32_t> label;
  uint32_t steps = 1;
  // As in Sample; of all steps once the last one has been given.
  uint64_t droppedSpikes = 0;
  InputFacts facts;

  /// The frame of the next step, valid until the next call; to be called `steps` times. Keeps what SpikeFrame promises,
  /// or fails as Stimulus::read does.
  virtual llvm::Expected<const SpikeFrame *> next() = 0;

  /// Sets what time counts from, and the number of steps where that follows from it; to be called before the first
  /// step. What has no time stays as it is.
  virtual llvm::Error countFrom(int64_t timeOrigin) { return llvm::Error::success(); }
};

class Stimulus {
public:
  virtual ~Stimulus();

  /// Opens what lies at `path` for a network input. Fails, naming the path, where it is no data of a known kind, where
  /// its shape does not fit the input, or where it holds no sample.
  static llvm::Expected<std::unique_ptr<Stimulus>> open(llvm::StringRef path, const InputInfo &input,
                                                        const StimulusOptions &options);

  virtual uint64_t size() const = 0;
  /// What sample `index` shows, without reading it.
  virtual std::optional<uint32_t> label(uint64_t index) const = 0;
  /// Reads sample `index` < size(). All its frames keep what SpikeFrame promises: an event outside of the input's shape
  /// or a count above its bound is an error that names the sample, the place in it, need and have.
  virtual llvm::Expected<Sample> read(uint64_t index) const = 0;
  /// The same step by step: a long recording is never in memory as a whole.
  virtual llvm::Expected<std::unique_ptr<SampleStream>> stream(uint64_t index) const;

  /// Names of the labels 0, 1, …, where folders have words for names.
  virtual llvm::ArrayRef<std::string> labelNames() const { return {}; }
  /// Files in folders of recordings that are notes and the like.
  virtual uint64_t filesPassedOver() const { return 0; }
};

/// All steps of a stream.
llvm::Expected<Sample> readAll(SampleStream &stream);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_STIMULUS_H
