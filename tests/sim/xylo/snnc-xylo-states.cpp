//===- snnc-xylo-states.cpp - what sim/xylo makes of a configuration ------===//
//
// snnc-xylo-states draw TARGET FIRST COUNT FOLDER: draws configurations by number, writes each as NUMBER.json, and its
// input and all states as NUMBER.npz.
// snnc-xylo-states run FOLDER INPUT.npy OUT.npz: runs a compiled folder on input [step][channel].
//
//===----------------------------------------------------------------------===//

#include "backends/xylo/configuration/LayerMap.h"
#include "tests/sim/xylo/RandomCore.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace snnc;

static llvm::Error writeText(const std::string &path, llvm::StringRef text) {
  std::error_code code;
  llvm::raw_fd_ostream stream(path, code);
  if (code)
    return llvm::createStringError("cannot write '" + path + "': " + code.message());
  stream << text;
  return llvm::Error::success();
}

/// What is run is what was read back from the text.
static llvm::Error drawOne(const xylo::TargetDescription &target, uint64_t number, const std::string &folder) {
  test::RandomCore drawn = test::drawCore(target, number);
  std::string path = fmt::format("{}/{}.json", folder, number);
  std::string text = xylo::writeConfiguration(drawn.configuration, target);
  if (llvm::Error error = writeText(path, text))
    return error;
  llvm::Expected<xylo::CoreConfiguration> read = xylo::readConfiguration(text, path, target);
  if (!read)
    return read.takeError();
  test::CoreStates states = test::runCore(*read, drawn.input);
  int64_t channels = read->input.rows;
  states.arrays["input"] = NpyArray::from<uint8_t>({test::kRandomCoreSteps, channels}, llvm::ArrayRef(drawn.input));
  states.arrays["saturations"] = NpyArray::from<uint64_t>({}, llvm::ArrayRef(states.saturations));
  return writeNpz(fmt::format("{}/{}.npz", folder, number), states.arrays);
}

static llvm::Error draw(llvm::StringRef name, uint64_t first, uint64_t count, const std::string &folder) {
  llvm::Expected<xylo::TargetDescription> target = xylo::TargetDescription::parse(xylo::presetText(name), name);
  if (!target)
    return target.takeError();
  for (uint64_t number = first; number < first + count; ++number)
    if (llvm::Error error = drawOne(*target, number, folder))
      return error;
  return llvm::Error::success();
}

static llvm::Error run(const std::string &folder, const std::string &input, const std::string &out) {
  llvm::Expected<xylo::CoreProgram> program = xylo::loadProgram(folder);
  if (!program)
    return program.takeError();
  llvm::Expected<NpyArray> array = readNpy(input);
  if (!array)
    return array.takeError();
  if (array->shape.size() != 2 || array->shape[1] != program->configuration.input.rows)
    return llvm::createStringError("the input is not [step][" + llvm::Twine(program->configuration.input.rows) + "]");
  return writeNpz(out, test::runCore(program->configuration, array->to<uint8_t>()).arrays);
}

int main(int argc, char **argv) {
  llvm::ArrayRef<char *> arguments(argv + 1, size_t(argc - 1));
  llvm::StringRef action = arguments.empty() ? "" : arguments[0];
  uint64_t first = 0, count = 0;
  llvm::Error error = llvm::Error::success();
  if (action == "draw" && arguments.size() == 5 && !llvm::StringRef(arguments[2]).getAsInteger(10, first) &&
      !llvm::StringRef(arguments[3]).getAsInteger(10, count))
    error = draw(arguments[1], first, count, arguments[4]);
  else if (action == "run" && arguments.size() == 4)
    error = run(arguments[1], arguments[2], arguments[3]);
  else
    error = llvm::createStringError("usage: snnc-xylo-states draw TARGET FIRST COUNT FOLDER | run FOLDER INPUT OUT");
  if (!error)
    return 0;
  llvm::errs() << "error: " << llvm::toString(std::move(error)) << "\n";
  return 2;
}
