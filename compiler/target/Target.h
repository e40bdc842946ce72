//===- Target.h - the seam between the compiler and a chip ------*- C++ -*-===//
//
// A chip is a folder below backends/ that implements the two classes of this file and TargetAttrInterface. The compiler
// reaches it through them alone; the list of all chips is backends/Backends.cpp.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_TARGET_TARGET_H
#define SNNC_COMPILER_TARGET_TARGET_H

#include "compiler/target/ChipLayout.h"
#include "compiler/target/Explanation.h"
#include "compiler/target/Phase.h"
#include "compiler/target/TargetInterfaces.h"
#include "compiler/target/WaveformSignal.h"
#include "mlir/IR/DialectRegistry.h"
#include "sim/engine/Engine.h"
#include "sim/lockstep/Lockstep.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace snnc {

class Backend;

/// An engine that a backend has.
struct EngineKind {
  llvm::StringRef name;
  bool hasClock = false; ///< it counts cycles, and can write a waveform
  /// It has none, but with EngineOptions::cycles it tells how many cycles the chip would take.
  bool predictsCycles = false;
};

/// What a mapping is made for.
enum class MappingGoal {
  Balanced,   ///< layers in as few parts as fit, spread over the cores
  Throughput, ///< as many steps a second as possible: layers share the cores by their work
  Cores,      ///< as few cores as possible
  Traffic,    ///< as few packets between cores as possible
};

/// Options of the phases behind "prove".
struct MappingOptions {
  MappingGoal goal = MappingGoal::Balanced;
  /// How layers are cut into tiles: CHANNELSxROWSxCOLUMNS:LAYER, each of the three a number of parts of equal work, or
  /// where the parts begin, as 0/3/5.
  std::vector<std::string> tiles = {};
  /// Layers that are wanted on a certain core: COLUMN:ROW:LAYER.
  std::vector<std::string> pins = {};
  /// Layers that share a core: LAYER=OTHER.
  std::vector<std::string> together = {};
  /// Cores of tiles, by their origins: COLUMN:ROW:CHANNEL:Y:X:LAYER.
  std::vector<std::string> places = {};
  /// How long to search for good places, 0 to 3; the same effort and seed find the same ones.
  unsigned effort = 1;
  uint64_t seed = 0;
};

/// How an engine of a chip is made.
struct EngineOptions {
  std::string waveform; ///< file that an engine with a clock writes its signals to; empty: none
  bool vcd = false;     ///< the waveform as VCD, not FST
  /// Steps that the waveform is of, counted from 0 over all samples, both included.
  uint32_t waveformFrom = 0, waveformTo = UINT32_MAX;
  /// The engine may take the next sample before it has finished the last one: the caller has to drain it.
  bool overlapSamples = false;
  bool cycles = false;   ///< of an engine that predicts them
  bool timeline = false; ///< with cycles: keep when each core did what
  bool coverage = false; ///< keep account of what of the configuration is exercised, where the engine can
};

/// What a compiled folder holds for a chip, validated: all that the chip's engines run.
class Configuration {
public:
  virtual ~Configuration();

  virtual const Backend &backend() const = 0;
  virtual std::string targetName() const = 0;
  /// A line on its size for people: layers, cores, packets.
  virtual std::string summary() const = 0;

  /// One of the backend's engines.
  virtual llvm::Expected<std::unique_ptr<sim::Engine>> makeEngine(llvm::StringRef name,
                                                                  const EngineOptions &options) const = 0;

  /// What makes spikes of the data of a network input, as JSON; empty where the data are spikes.
  virtual std::string encoderOf(unsigned input) const { return ""; }
  /// Finds place and cause of a difference of two engines; may be null.
  virtual sim::DifferenceTracer tracer() const { return nullptr; }

  /// What to look at first in a waveform (FST) of an engine with a clock, to see what happens at a place; and the time
  /// in it of a clock cycle that the engine counts.
  virtual std::vector<WaveformSignal> waveformSignals(const sim::Place &place) const { return {}; }
  virtual uint64_t waveformTime(uint64_t cycle) const { return cycle; }

  /// How it lies on the chip, for a picture; nothing of a chip that has no cores to show.
  virtual std::optional<ChipLayout> layout() const { return std::nullopt; }

  /// The configuration, read back as the program that it is, as text.
  virtual llvm::Expected<std::string> inspect(mlir::MLIRContext &context) const = 0;

  /// Where a neuron (channel, row, column) of a layer lives, and what it is made of. Fails where there is none such.
  virtual llvm::Expected<Explanation> explainNeuron(llvm::StringRef layer, llvm::ArrayRef<uint32_t> neuron) const;
  /// What lives at an address of a core.
  virtual llvm::Expected<Explanation> explainAddress(uint32_t column, uint32_t row, uint32_t address) const;
};

/// What a backend makes of a module that its last phase left.
struct Emission {
  struct File {
    std::string name;
    std::function<void(llvm::raw_ostream &)> write;
  };
  std::vector<File> files;
  nlohmann::ordered_json description;           ///< the backend's part of program.json
  std::unique_ptr<Configuration> configuration; ///< read back from the files' bytes; null where nobody runs it
};

/// A kind of chip.
class Backend {
public:
  virtual ~Backend();

  /// The namespace of the dialect whose attribute describes a target.
  virtual llvm::StringRef name() const = 0;
  virtual void registerDialects(mlir::DialectRegistry &registry) const = 0;
  /// Its passes and pipelines by their flags, for snn-opt.
  virtual void registerPasses() const {}
  /// What it translates to and from files of its own, for snn-translate.
  virtual void registerTranslations() const {}

  /// Targets that it knows by name, in alphabetical order, the one that is meant where none is named, and what `format`
  /// says in its target files.
  virtual llvm::ArrayRef<llvm::StringRef> targetNames() const = 0;
  virtual llvm::StringRef defaultTarget() const = 0;
  virtual llvm::StringRef targetFormat() const = 0;
  /// The target file of a name that it knows.
  virtual llvm::StringRef targetText(llvm::StringRef name) const = 0;
  /// Reads a target file; `where` names it in errors.
  virtual llvm::Expected<TargetAttrInterface> parseTarget(llvm::StringRef json, llvm::StringRef where,
                                                          mlir::MLIRContext &context) const = 0;
  /// Refuses, with a diagnostic, a module whose target, or what else it carries of this backend, was not made by it:
  /// text that was edited, bytecode that was damaged.
  virtual llvm::LogicalResult checkModule(mlir::ModuleOp module) const { return llvm::success(); }
  /// Every limit of a target: `name`, `cores`, `neurons`, `weights`, and what else the chip has. Of a chip that others
  /// make `verified` says what was held against what of theirs, and what was not.
  virtual nlohmann::ordered_json describeTarget(TargetAttrInterface target) const = 0;

  /// Whether there is a choice of cores, and so of goals and hints: else all of MappingOptions is refused.
  virtual bool hasMappingChoice() const { return false; }
  /// The phases behind "prove".
  virtual std::vector<Phase> phases(const MappingOptions &options) const = 0;

  /// Other ways to cut the layers of a module that its last phase left, near the way that it has, as
  /// MappingOptions::tiles of all layers; those that `asked` names keep theirs. Some may not fit.
  virtual std::vector<std::vector<std::string>> otherTiles(mlir::ModuleOp module,
                                                           llvm::ArrayRef<std::string> asked) const {
    return {};
  }

  /// Emits what the last phase left, and reads it back as an engine does. An error is a defect of the backend.
  virtual llvm::Expected<Emission> emit(mlir::ModuleOp module, bool withConfiguration) const = 0;
  /// The schema that program.json keeps.
  virtual llvm::StringRef programSchema() const = 0;
  /// The table that `snnc compile` prints of a program.json, and its result as JSON: "populations", "cores", "used",
  /// "available" as far as the chip has such things.
  virtual std::string table(const nlohmann::ordered_json &program) const = 0;
  virtual nlohmann::ordered_json compileResult(const nlohmann::ordered_json &program) const = 0;

  /// Why a program is mapped as it is, of its program.json.
  virtual llvm::Expected<Explanation> explainMapping(const nlohmann::ordered_json &program) const;

  /// Its engines, from the one nearest to the network down to the one nearest to the chip; the first one is the
  /// fastest. May be empty.
  virtual llvm::ArrayRef<EngineKind> engines() const = 0;

  /// The file of a compiled folder by which the backend knows its own.
  virtual llvm::StringRef configurationFile() const = 0;
  virtual llvm::Expected<std::unique_ptr<Configuration>> load(llvm::StringRef directory) const = 0;
};

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_TARGET_H
