//===- main.cpp - the command line of snnc --------------------------------===//
//
// Reads the arguments, and nothing else: each command lies in a file of its own. CLI11 reports by exceptions, so this
// file alone is built with them; no command runs while one can be thrown.
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/Command.h"
#include "sim/data/SensorMap.h"
#include "llvm/Support/raw_ostream.h"
#include <CLI/CLI.hpp>
#include <iostream>

using namespace snnc;
using namespace snnc::driver;

namespace {
struct Arguments {
  CommonOptions common;
  CompileOptions compile;
  CheckOptions check;
  ExportFileOptions exportFile;
  RunOptions run;
  VerifyOptions verify;
  EventsOptions events;
  std::string code, inspectDirectory, targetName, demoOutput = "snnc-demo";
};
} // namespace

static void addCommon(CLI::App *command, CommonOptions &options) {
  command->add_option("--target", options.target, "Target name or file (default mesh4x4; see 'snnc targets')");
  command->add_flag("--json", options.json, "Print the result as one JSON object");
  command->add_flag("-q,--quiet", options.quiet, "Print results and errors only");
  command->add_flag("-v,--verbose", options.verbose, "Say more, such as the equal snn-opt lines");
  command->add_option("--seed", options.seed, "Seed of every random choice");
  command->add_option("--threads", options.threads, "Threads (default: one for each processor)");
}

static const std::vector<std::string> nirDialects{"text", "sinabs", "norse", "snntorch", "spikingjelly", "rockpool"};

static void addImport(CLI::App *command, ImportOptions &options) {
  command->add_option("--weights", options.weights, "Weights of a layer list (.npz), instead of the file it names");
  command->add_option("--nir-dialect", options.nir.dialect, "Conventions of the exporter of a NIR file")
      ->check(CLI::IsMember(nirDialects));
  command->add_option("--dt", options.nir.dt, "Time step of a NIR file");
  command->add_option("--lower-bound", options.nir.lowerBound, "Lower bound of NIR neurons: a number, or none");
  command->add_option("--nir-reset", options.nir.reset, "Reset of NIR neurons")
      ->check(CLI::IsMember({"subtract", "zero"}));
  command->add_option("--nir-compare", options.nir.compare, "NIR neurons fire above (gt) or at (ge) the threshold")
      ->check(CLI::IsMember({"gt", "ge"}));
  command->add_option("--nir-spikes", options.nir.spikes, "Spikes of a NIR neuron in a step")
      ->check(CLI::IsMember({"one", "many"}));
  command
      ->add_option("--spiking-output", options.spikingOutput,
                   "Append a spiking layer to a network that ends in a current")
      ->check(CLI::IsMember({"auto", "off"}));
}

static void addConvert(CLI::App *command, ConvertOptions &options) {
  command->add_option("--convert-threshold", options.threshold, "Threshold of the neurons that rectifiers become")
      ->check(CLI::PositiveNumber);
  command->add_option("--convert-lower-bound", options.lowerBound, "Lower bound of these neurons: a number, or none");
  command->add_option("--bias-rescaling", options.biasRescaling, "Divide the biases of an analogue network by this")
      ->check(CLI::PositiveNumber);
}

/// Nothing where the text of an option can be parsed, else what is wrong.
template <typename Parse> static auto parses(Parse parse) {
  return [parse](const std::string &text) {
    auto result = parse(text);
    return result ? std::string() : llvm::toString(result.takeError());
  };
}

static void addInputDetails(CLI::App *command, InputOptions &options) {
  command->add_option("--labels", options.labels, "Labels of the samples: idx (.gz too), .npy, or a number a line");
  command->add_option("--steps", options.steps, "Steps of a sample")->check(CLI::PositiveNumber);
  command->add_option("--step-us", options.stepUs, "Microseconds of a step of recordings")->check(CLI::PositiveNumber);
  command->add_option("--limit", options.limit, "Only the first N samples, by sorted path")->check(CLI::PositiveNumber);
  command
      ->add_option("--time-origin", options.timeOrigin,
                   "Time of a recording counts from its first event or from 0 (default: first where the first event "
                   "lies past the sample's end or the format counts from an epoch)")
      ->check(CLI::IsMember({"first", "zero"}));
  command
      ->add_option("--columns", options.columns,
                   "Columns of events in text and arrays without names: t,x,y,p; t_s, t_ms, t_us, t_ns say the unit, "
                   "- is passed over")
      ->check(parses(sim::parseColumns));
  command->add_option("--crop", options.crop, "Part of the sensor that the network sees: X,Y,W,H")
      ->check(parses(sim::SensorOptions::parseCrop));
  command->add_option("--pool", options.pool, "Pixels of a side of the sensor that become one")
      ->check(CLI::Range(1, 65535));
  command->add_option("--flip", options.flip, "Mirror x, y or both")->check(CLI::IsMember({"x", "y", "xy"}));
  command->add_flag("--transpose", options.transpose, "Swap x and y");
  command->add_flag("--merge-polarities", options.mergePolarities, "Take ON and OFF for one channel");
}

static void addInput(CLI::App *command, InputOptions &options) {
  command->add_option("--input", options.input, "Event recordings (file or folder), idx images, .npy or .npz")
      ->required();
  addInputDetails(command, options);
}

static void addFiles(CLI::App *command, std::string &record, std::string &vcd, std::string &fst) {
  command->add_option("--record", record, "Write spike counts and potentials of every layer to F.npz");
  command->add_option("--vcd", vcd, "Write waveforms of the RTL as VCD");
  command->add_option("--fst", fst, "Write waveforms of the RTL as FST")->excludes("--vcd");
}

static void addCheck(CLI::App &app, Arguments &arguments) {
  CLI::App *check = app.add_subcommand("check", "Every reason why a network would not compile; nothing is written");
  check->footer(
      "Prints one line for each problem, with the layer, and exits with 3 where the network is at fault, with "
      "4 where it does not fit the target.\n"
      "Examples: snnc check examples/digits/digits.json\n"
      "          snnc check net.nir --nir-dialect norse --target mesh2x2 --json");
  check->add_option("NET", arguments.check.network, "Network: .nir, layer list .json, or .mlir of any phase")
      ->required();
  addImport(check, arguments.check.import);
  addCommon(check, arguments.common);
}

static void addExport(CLI::App &app, Arguments &arguments) {
  CLI::App *command = app.add_subcommand("export", "Network to a NIR file");
  command->footer(
      "What a reader of the dialect would take for something else is refused, unless --allow-loss is given.\n"
      "Examples: snnc export net.json -o net.nir --write-dialect sinabs\n"
      "          snnc export old.nir --nir-dialect norse -o new.nir --write-dialect norse");
  command->add_option("NET", arguments.exportFile.network, "Network: .nir, layer list .json, or .mlir as imported")
      ->required();
  command->add_option("-o,--output", arguments.exportFile.output, "NIR file to write")->required();
  command->add_option("--write-dialect", arguments.exportFile.dialect, "Dialect that the file is written for")
      ->check(CLI::IsMember(nirDialects));
  command->add_flag("--allow-loss", arguments.exportFile.allowLoss,
                    "Write what the dialect can say, and leave out the rest");
  addImport(command, arguments.exportFile.import);
  addCommon(command, arguments.common);
}

static void addEvents(CLI::App &app, Arguments &arguments) {
  CLI::App *events = app.add_subcommand("events", "What an event recording is, and a picture of it");
  events->footer("The picture has parts of the recording side by side, x to the right, y downwards, ON red, OFF blue.\n"
                 "Examples: snnc events examples/digits/recordings/3/00011.bin\n"
                 "          snnc events recording.raw --json\n"
                 "          snnc events recording.aedat4 -o recording.svg\n"
                 "          snnc events events.txt --columns t_s,x,y,p");
  events->add_option("FILE", arguments.events.file, "Event recording of any format that --input takes")->required();
  events->add_option("-o,--output", arguments.events.picture, "Picture to write: .svg or .png");
  events->add_option("--dump-events", arguments.events.dump, "Write all events as records t, x, y, p to F.npy");
  events->add_option("--columns", arguments.events.columns, "Columns of events in text and arrays without names")
      ->check(parses(sim::parseColumns));
  addCommon(events, arguments.common);
}

static void addCommands(CLI::App &app, Arguments &arguments) {
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("snnc ") + SNNC_VERSION);

  CLI::App *compile = app.add_subcommand("compile", "Network to chip configuration");
  compile->footer("Example: snnc compile examples/digits/digits.json -o out");
  compile->add_option("NET", arguments.compile.network, "Network: .nir, layer list .json, or .mlir of any phase")
      ->required();
  compile->add_option("-o,--output", arguments.compile.output, "Folder to write")->required();
  compile->add_option("--weight-bits", arguments.compile.weightBits, "Bits of a weight")->check(CLI::IsMember({4, 8}));
  compile->add_option("--max-count", arguments.compile.maxCount, "Cap of the spike count of every layer, or auto")
      ->option_text("N|auto")
      ->transform(CLI::Transformer(std::map<std::string, int64_t>{{"auto", 0}}) | CLI::Range(0, 15));
  compile->add_option("--scales", arguments.compile.scales, "What has one threshold: each channel, layer or core")
      ->check(CLI::IsMember({"channel", "layer", "core"}));
  compile->add_option("--calibrate", arguments.compile.calibration.input,
                      "Recordings (as --input of run) that steer scales, caps, rounding and corrections");
  addInputDetails(compile, arguments.compile.calibration);
  compile->add_option("--dump-passes", arguments.compile.dumpPasses, "Folder for the IR behind each phase");
  compile->add_option("--stop-after", arguments.compile.stopAfter, "Print the IR behind this phase and stop");
  addImport(compile, arguments.compile.import);
  addConvert(compile, arguments.compile.convert);
  addCommon(compile, arguments.common);

  CLI::App *run = app.add_subcommand("run", "Run a network or a compiled folder on one engine");
  run->footer("Example: snnc run out --engine chip --input examples/digits/recordings");
  run->add_option("NET", arguments.run.network, "Network file, or folder that compile wrote")->required();
  run->add_option("--engine", arguments.run.engine, "Engine (default: chip for a folder, float for a file)")
      ->check(CLI::IsMember({"float", "integer", "chip", "rtl"}));
  addInput(run, arguments.run.input);
  addImport(run, arguments.run.import);
  addConvert(run, arguments.run.convert);
  addFiles(run, arguments.run.record, arguments.run.vcd, arguments.run.fst);
  addCommon(run, arguments.common);

  CLI::App *verify = app.add_subcommand("verify", "Float, integer, chip and RTL in lockstep");
  verify->footer("Example: snnc verify out --input examples/digits/recordings --limit 2");
  verify->add_option("DIR", arguments.verify.directory, "Folder that compile wrote")->required();
  addInput(verify, arguments.verify.input);
  addFiles(verify, arguments.verify.record, arguments.verify.vcd, arguments.verify.fst);
  addCommon(verify, arguments.common);

  addCheck(app, arguments);
  addExport(app, arguments);
  addEvents(app, arguments);

  CLI::App *inspect = app.add_subcommand("inspect", "The image of a compiled folder as a physical program again");
  inspect->footer("Example: snnc inspect out");
  inspect->add_option("DIR", arguments.inspectDirectory, "Folder that compile wrote")->required();
  addCommon(inspect, arguments.common);

  CLI::App *explain = app.add_subcommand("explain", "What the code of a warning means");
  explain->footer("Example: snnc explain Q003");
  explain->add_option("CODE", arguments.code, "Code of a warning (default: list all)");
  addCommon(explain, arguments.common);

  CLI::App *targets = app.add_subcommand("targets", "The chips it knows, and their limits");
  targets->footer("Example: snnc targets mesh4x4");
  targets->add_option("NAME", arguments.targetName, "Print all limits of this target (name or file)");
  addCommon(targets, arguments.common);

  CLI::App *demo = app.add_subcommand("demo", "The bundled network and recordings through all of it");
  demo->footer("Example: snnc demo");
  demo->add_option("-o,--output", arguments.demoOutput, "Folder to write (default snnc-demo)");
  addCommon(demo, arguments.common);
}

int main(int argc, char **argv) {
  CLI::App app("snnc: compiles spiking neural networks to a chip of integrate-and-fire cores, and proves that it "
               "computes them.\n"
               "Exit codes: 0 done, 1 defect of snnc, 2 usage, 3 bad input, 4 does not fit the target, 5 a difference "
               "was found.");
  Arguments arguments;
  addCommands(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    // Help and version are asked for; all else is wrong usage.
    int code = app.exit(error, std::cout, std::cerr);
    return code == 0 ? Done : Usage;
  }
  const CLI::App *command = app.get_subcommands().front();
  if (command->get_name() == "compile")
    return runCompile(arguments.compile, arguments.common);
  if (command->get_name() == "check")
    return runCheck(arguments.check, arguments.common);
  if (command->get_name() == "export")
    return runExport(arguments.exportFile, arguments.common);
  if (command->get_name() == "run")
    return runRun(arguments.run, arguments.common);
  if (command->get_name() == "verify")
    return runVerify(arguments.verify, arguments.common);
  if (command->get_name() == "inspect")
    return runInspect(arguments.inspectDirectory, arguments.common);
  if (command->get_name() == "explain")
    return runExplain(arguments.code, arguments.common);
  if (command->get_name() == "events")
    return runEvents(arguments.events, arguments.common);
  if (command->get_name() == "targets")
    return runTargets(arguments.targetName, arguments.common);
  return runDemo(arguments.demoOutput, arguments.common);
}
