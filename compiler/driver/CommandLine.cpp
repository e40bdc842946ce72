//===- CommandLine.cpp - the command line of snnc -------------------------===//
//
// Reads the arguments, and nothing else: each command lies in a file of its own. CLI11 reports by exceptions, so this
// file is built with them; no command runs while one can be thrown. Every value is checked here, once: a command
// gets none that it cannot take.
//
//===----------------------------------------------------------------------===//

#include "compiler/driver/Codes.h"
#include "compiler/driver/Command.h"
#include "compiler/driver/CommandTable.h"
#include "compiler/driver/Messages.h"
#include "compiler/driver/OptionValues.h"
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
  ReportOptions report;
  EventsOptions events;
  MapBenchOptions mapBench;
  ExplainOptions explain;
  DiffOptions diff;
  std::string inspectDirectory, targetName, demoOutput = "snnc-demo", manualOf, shell;
};
} // namespace

static void addCommon(CLI::App *command, const TargetRegistry &targets, CommonOptions &options) {
  command
      ->add_option("--target", options.target,
                   "Target name or file (default " + targets.defaultName().str() + "; see 'snnc targets')")
      ->check(notEmpty);
  command->add_flag("--json", options.json, "Print the result as one JSON object");
  command->add_flag("-q,--quiet", options.quiet, "Print results and errors only");
  command->add_flag("-v,--verbose", options.verbose, "Say more, such as the equal snn-opt lines");
  command->add_flag("--timing", options.timing, "Say where time went, on stderr and at the end");
  command
      ->add_option("--diagnostics", options.diagnostics,
                   "Errors, warnings and notes as text (default), or as one SARIF document on stderr")
      ->check(CLI::IsMember({"text", "sarif"}));
  command->add_option("--seed", options.seed, "Seed of every random choice")->check(whole);
  command->add_option("--threads", options.threads, "Threads (default 0: one for each processor)")
      ->check(whole & threadNumber);
}

static const std::vector<std::string> nirDialects{"text", "sinabs", "norse", "snntorch", "spikingjelly", "rockpool"};

static void addImport(CLI::App *command, ImportOptions &options) {
  command->add_option("--weights", options.weights, "Weights of a layer list (.npz), instead of the file it names");
  command
      ->add_option("--input-max-count", options.input.maxCount,
                   "Greatest spike count of a neuron of an input in a step (default 15, or what the file says)")
      ->check(whole & atLeastOne);
  command
      ->add_option("--input-max-total", options.input.maxTotal,
                   "Greatest sum of the spike counts of all neurons of an input in a step: the less can come at once, "
                   "the finer are the weights of a layer with many inputs")
      ->check(whole & atLeastOne);
  command->add_option("--nir-dialect", options.nir.dialect, "Conventions of the exporter of a NIR file")
      ->check(CLI::IsMember(nirDialects));
  command->add_option("--dt", options.nir.dt, "Time step of a NIR file")->check(positive);
  command->add_option("--lower-bound", options.nir.lowerBound, "Lower bound of NIR neurons: a number, or none")
      ->check(numberOrNone);
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

static void addConvert(CLI::App *command, SnnConvertAnalogOptions &options) {
  command->add_option("--convert-threshold", options.threshold, "Threshold of the neurons that rectifiers become")
      ->check(positive);
  command->add_option("--convert-lower-bound", options.lowerBound, "Lower bound of these neurons: a number, or none")
      ->check(lowerBound);
  command->add_option("--bias-rescaling", options.biasRescaling, "Divide the biases of an analogue network by this")
      ->check(positive);
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
  command->add_option("--steps", options.steps, "Steps of a sample")->check(whole & atLeastOne);
  command->add_option("--step-us", options.stepUs, "Microseconds of a step of recordings")->check(whole & atLeastOne);
  command
      ->add_option("--limit", options.limit, "Only N samples, spread over the labels: of each the first by sorted path")
      ->check(whole & atLeastOne);
  command
      ->add_option("--predict", options.predict,
                   "Output that predictions are of; without it the only one, or the first of several, of which none "
                   "counts as right or wrong")
      ->check(notEmpty);
  command
      ->add_option(
          "--readout", options.readout,
          "What of the potentials of an output is compared for a prediction: the mean over the steps (default), "
          "the last or the greatest")
      ->check(CLI::IsMember({"mean", "last", "max"}));
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
  command
      ->add_option("--stream", options.stream,
                   "Stream of events of an AEDAT 4 recording of several: a number or a name")
      ->check(notEmpty);
  command->add_option("--crop", options.crop, "Part of the sensor that the network sees: X,Y,W,H")
      ->check(parses(sim::SensorOptions::parseCrop));
  command->add_option("--pool", options.pool, "Pixels of a side of the sensor that become one")
      ->check(CLI::Range(1, 65535));
  command->add_option("--flip", options.flip, "Mirror x, y or both")->check(CLI::IsMember({"x", "y", "xy"}));
  command->add_flag("--transpose", options.transpose, "Swap x and y");
  command->add_flag("--merge-polarities", options.mergePolarities, "Take ON and OFF for one channel");
}

/// Given once for each input: several values behind one option would swallow the network.
static CLI::Option *addInputFiles(CLI::App *command, const char *name, const char *text, InputOptions &options) {
  return command->add_option(name, options.inputs, text)->check(notEmpty)->allow_extra_args(false);
}

static void addInput(CLI::App *command, InputOptions &options) {
  addInputFiles(
      command, "--input",
      "Event recordings (file or folder), idx images, .npy or .npz; of several inputs NAME=FILE for each, or one "
      ".npz with an array of each name",
      options)
      ->required();
  addInputDetails(command, options);
}

static void addFiles(CLI::App *command, std::string &record, WaveformOptions &waveform) {
  command->add_option("--record", record, "Write spike counts and potentials of every layer to F.npz");
  command->add_option("--vcd", waveform.vcd, "Write waveforms of the RTL as VCD")->check(notEmpty);
  command
      ->add_option_function<std::vector<std::string>>(
          "--fst",
          [&waveform](const std::vector<std::string> &values) {
            for (const std::string &value : values)
              if (auto window = parseWindow(value))
                waveform.steps = window;
              else
                waveform.fst = value;
            if (waveform.fst.empty())
              waveform.fst = "waves.fst";
          },
          "Write waveforms of the RTL as FST, with packets and commit records in words; FROM:TO, alone or beside the "
          "file: of these steps, counted from 0 over all samples (alone to waves.fst)")
      ->check(checkFst)
      ->allow_extra_args(false)
      ->excludes("--vcd");
}

static void addCheck(CLI::App &app, const TargetRegistry &targets, Arguments &arguments) {
  CLI::App *check = app.add_subcommand("check", "Every reason why a network would not compile; nothing is written");
  check->footer(
      "Prints one line for each problem, with the layer, and exits with 3 where the network is at fault, with "
      "4 where it does not fit the target.\n"
      "Examples: snnc check examples/digits/digits.json\n"
      "          snnc check net.nir --nir-dialect norse --target chip.json --json");
  check->add_option("NET", arguments.check.network, "Network: .nir, layer list .json, or .mlir of any phase")
      ->required();
  addImport(check, arguments.check.import);
  addCommon(check, targets, arguments.common);
}

static void addExport(CLI::App &app, const TargetRegistry &targets, Arguments &arguments) {
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
  addCommon(command, targets, arguments.common);
}

static void addEvents(CLI::App &app, const TargetRegistry &targets, Arguments &arguments) {
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
  events
      ->add_option("--stream", arguments.events.stream,
                   "Stream of events of an AEDAT 4 recording of several: a number or a name")
      ->check(notEmpty);
  addCommon(events, targets, arguments.common);
}

static void addExplain(CLI::App &app, const TargetRegistry &targets, Arguments &arguments) {
  CLI::App *explain =
      app.add_subcommand("explain", "Why a network is mapped as it is, where a neuron lives, or what a code means");
  explain->footer(
      "Of a folder that compile wrote: why each layer is cut and each core placed so, what the next best core "
      "would cost, and what limits the speed; or one neuron, or one address.\n"
      "Examples: snnc explain out\n"
      "          snnc explain out 'conv2[5,2,1]'\n"
      "          snnc explain out --core 1,2 --address 0x40\n"
      "          snnc explain Q003");
  ExplainOptions &options = arguments.explain;
  explain->add_option("DIR|CODE", options.what,
                      "Folder that compile wrote, or code of a warning (default: list all codes)");
  explain->add_option("NEURON", options.neuron, "Neuron of a folder: LAYER[CHANNEL,ROW,COLUMN], or LAYER[CHANNEL]");
  auto *core = explain
                   ->add_option_function<std::string>(
                       "--core",
                       [&options](const std::string &text) {
                         auto [column, row] = llvm::StringRef(text).split(',');
                         options.core.emplace();
                         (void)column.getAsInteger(10, (*options.core)[0]);
                         (void)row.getAsInteger(10, (*options.core)[1]);
                       },
                       "COLUMN,ROW of the core that --address is of")
                   ->check(checkCore);
  auto *address = explain
                      ->add_option_function<std::string>(
                          "--address", [&options](const std::string &text) { options.address = addressOf(text); },
                          "Word of the core's memories, as 64 or 0x40")
                      ->check(checkAddress);
  explain->add_flag("--markdown", options.markdown, "All codes, as a page of Markdown");
  core->needs(address);
  address->needs(core);
  addCommon(explain, targets, arguments.common);
}

static void addEffort(CLI::App *command, unsigned &effort) {
  command
      ->add_option(
          "--effort", effort,
          "How long to look for better places: 0 hardly, 1 as ever, 2 ten and 3 a hundred times as long; Ctrl-C "
          "ends the search with the best so far")
      ->check(whole & CLI::Range(0, 3));
}

static void addMapBench(CLI::App &app, const TargetRegistry &targets, Arguments &arguments) {
  CLI::App *command =
      app.add_subcommand("map-bench", "Place a network on a grid of cores, of which shapes or traffic are known");
  command->footer(
      "The network is LAYERSxCLUSTERS (each cluster a core full of neurons, layers connected all to all), a "
      "list of shapes (.json), or a hypergraph of AxonFlow and AxonCUDA (.snn), whose nodes go to cores in "
      "their order.\n"
      "Examples: snnc map-bench 16x64\n"
      "          snnc map-bench shapes.json --neurons 1024 --grid 40x30 --effort 2\n"
      "          snnc map-bench 8x8 --write-hypergraph dnn.snn --json");
  MapBenchOptions &options = arguments.mapBench;
  command->add_option("NET", options.network, "Network: LAYERSxCLUSTERS, list of shapes, or hypergraph")->required();
  command->add_option("--neurons", options.neurons, "Neurons, or nodes of a hypergraph, that a core holds")
      ->check(whole & CLI::Range(1, 1 << 30));
  command
      ->add_option_function<std::string>(
          "--grid",
          [&options](const std::string &text) {
            auto [columns, rows] = llvm::StringRef(text).split('x');
            (void)columns.getAsInteger(10, options.columns);
            (void)rows.getAsInteger(10, options.rows);
          },
          "Cores: COLUMNSxROWS (default: the smallest square that holds the network)")
      ->check(checkGrid);
  command->add_option("--write-hypergraph", options.output, "Write the clusters and their traffic as a hypergraph");
  addEffort(command, options.effort);
  addCommon(command, targets, arguments.common);
}

static void addReport(CLI::App &app, const TargetRegistry &targets, Arguments &arguments) {
  CLI::App *report = app.add_subcommand("report", "One page that shows what became of a network on its chip");
  report->footer(
      "Writes report.html, which needs nothing else and fetches nothing, and report.json, which holds the same data.\n"
      "Examples: snnc report out\n"
      "          snnc report out --input examples/digits/recordings --limit 2\n"
      "          snnc report out --input examples/digits/recordings --limit 1 --rtl --neuron spike4:3,0,0\n"
      "Of a network file it says how far it compiles; one that does not fit has a page that says why:\n"
      "          snnc report net.nir --nir-dialect sinabs --target chip.json -o why");
  ReportOptions &options = arguments.report;
  report->add_option("DIR", options.network, "Folder that compile wrote, or a network file")->required();
  report->add_option("-o,--output", options.output, "Folder to write (default: that which compile wrote)")
      ->check(notEmpty);
  CLI::Option *input =
      addInputFiles(report, "--input", "Recordings or arrays, as for verify: what is run for the page", options.input);
  addInputDetails(report, options.input);
  report->add_flag("--rtl", options.withClock, "Compare engines with a clock too, as verify does")->needs(input);
  report
      ->add_option("--neuron", options.neurons,
                   "LAYER:CHANNEL,ROW,COLUMN of a neuron whose potential is to be shown, beside those that spike most")
      ->needs(input)
      ->check(notEmpty)
      ->allow_extra_args(false);
  addImport(report, options.import);
  addCommon(report, targets, arguments.common);
}

/// Wrong usage is told as any other error, with the help that says what would be right.
static std::string usageMessage(const CLI::App *app, const CLI::Error &error) {
  std::string help = "snnc";
  for (const CLI::App *command : app->get_subcommands())
    help += " " + command->get_name();
  return "error: " + std::string(error.what()) + "\n  note: '" + help + " --help' lists what it takes\n";
}

static void addCommands(CLI::App &app, const TargetRegistry &targets, Arguments &arguments) {
  app.require_subcommand(1);
  app.failure_message(usageMessage);
  app.set_version_flag("--version", std::string("snnc ") + SNNC_VERSION);

  CLI::App *compile = app.add_subcommand("compile", "Network to chip configuration");
  compile->footer("Example: snnc compile examples/digits/digits.json -o out");
  compile->add_option("NET", arguments.compile.network, "Network: .nir, layer list .json, or .mlir of any phase")
      ->required();
  compile->add_option("-o,--output", arguments.compile.output, "Folder to write")->required();
  compile->add_option("--weight-bits", arguments.compile.quantize.weightBits, "Bits of a weight")
      ->check(whole)
      ->check(CLI::IsMember({4, 8}));
  compile
      ->add_option("--max-count", arguments.compile.quantize.maxCount, "Cap of the spike count of every layer, or auto")
      ->transform(countOrAuto);
  compile
      ->add_option("--scales", arguments.compile.quantize.scales, "What has one threshold: each channel, layer or core")
      ->option_text("channel|layer|core")
      ->transform(CLI::Transformer(std::map<std::string, ScaleMode>{
          {"channel", ScaleMode::Channel}, {"layer", ScaleMode::Layer}, {"core", ScaleMode::Core}}))
      ->check(CLI::IsMember({int(ScaleMode::Channel), int(ScaleMode::Layer), int(ScaleMode::Core)}));
  addInputFiles(compile, "--calibrate",
                "Recordings (as --input of run) that steer scales, caps, rounding and corrections",
                arguments.compile.calibration);
  addInputDetails(compile, arguments.compile.calibration);
  compile
      ->add_option(
          "--optimize", arguments.compile.mapping.goal,
          "What the mapping is made for: layers in few parts on all cores; most steps a second, where the work "
          "of layers, as --calibrate has seen it, is shared among the cores; fewest cores; or few packets between "
          "cores")
      ->option_text("balanced|throughput|cores|traffic")
      ->transform(CLI::Transformer(std::map<std::string, MappingGoal>{{"balanced", MappingGoal::Balanced},
                                                                      {"throughput", MappingGoal::Throughput},
                                                                      {"cores", MappingGoal::Cores},
                                                                      {"traffic", MappingGoal::Traffic}}))
      ->check(CLI::IsMember({int(MappingGoal::Balanced), int(MappingGoal::Throughput), int(MappingGoal::Cores),
                             int(MappingGoal::Traffic)}));
  compile
      ->add_option("--tiles", arguments.compile.mapping.tiles,
                   "How a layer is cut: each of the three a number of parts of equal work, or where they begin, as "
                   "0/3/5; once for each such layer")
      ->transform(tiles)
      ->allow_extra_args(false);
  compile
      ->add_option("--pin", arguments.compile.mapping.pins,
                   "The core of a layer that one core holds; once for each such layer")
      ->transform(pin)
      ->allow_extra_args(false);
  compile
      ->add_option("--keep-together", arguments.compile.mapping.together,
                   "LAYER=OTHER: layers of one tile each that share a core; once for each pair")
      ->check(together)
      ->allow_extra_args(false);
  compile->add_option(
      "--placement", arguments.compile.placement,
      "The cores of tiles: a file of format snnc.placement, or the program.json of another compilation");
  addEffort(compile, arguments.compile.mapping.effort);
  CLI::Option *dump = compile->add_option("--dump-passes", arguments.compile.dumpPasses,
                                          "Folder for the IR behind each phase, weights beside it, and an index");
  compile->add_flag("--dump-weights", arguments.compile.dumpWeights, "Weights in the text of --dump-passes")
      ->needs(dump);
  compile->add_option("--stop-after", arguments.compile.stopAfter, "Print the IR behind this phase and stop");
  addImport(compile, arguments.compile.import);
  addConvert(compile, arguments.compile.convert);
  addCommon(compile, targets, arguments.common);

  CLI::App *run = app.add_subcommand("run", "Run a network or a compiled folder on one engine");
  run->footer("Example: snnc run out --engine chip --input examples/digits/recordings");
  run->add_option("NET", arguments.run.network, "Network file, or folder that compile wrote")->required();
  run->add_option("--engine", arguments.run.engine,
                  "Engine: float, integer, or one of the target, as chip and rtl (default: the target's first for a "
                  "folder, float for a file)")
      ->check(notEmpty);
  addInput(run, arguments.run.input);
  addImport(run, arguments.run.import);
  addConvert(run, arguments.run.convert);
  addFiles(run, arguments.run.record, arguments.run.waveform);
  run->add_flag(
      "--cycles", arguments.run.cycles,
      "Clock cycles, and what each core did with them: of the chip engine as its model of the clock has them, "
      "of the RTL as its cores count them");
  addCommon(run, targets, arguments.common);

  CLI::App *verify = app.add_subcommand("verify", "Float, integer, chip and RTL in lockstep");
  verify->footer("Examples: snnc verify out --input examples/digits/recordings --limit 2\n"
                 "          snnc verify out --input recordings --junit report.xml");
  verify->add_option("DIR", arguments.verify.directory, "Folder that compile wrote")->required();
  verify->add_option("--on-difference", arguments.verify.onDifference,
                     "Folder to write where engines differ: the neuron, its input up to the step, a command that shows "
                     "it again, a waveform of the last steps");
  verify->add_option("--junit", arguments.verify.junit, "Write the comparisons as a JUnit test report (XML)");
  addInput(verify, arguments.verify.input);
  addFiles(verify, arguments.verify.record, arguments.verify.waveform);
  addCommon(verify, targets, arguments.common);

  addCheck(app, targets, arguments);
  addReport(app, targets, arguments);
  addExport(app, targets, arguments);
  addEvents(app, targets, arguments);
  addMapBench(app, targets, arguments);

  CLI::App *inspect = app.add_subcommand("inspect", "The image of a compiled folder as a physical program again");
  inspect->footer("Example: snnc inspect out");
  inspect->add_option("DIR", arguments.inspectDirectory, "Folder that compile wrote")->required();
  addCommon(inspect, targets, arguments.common);

  addExplain(app, targets, arguments);

  CLI::App *diff = app.add_subcommand("diff", "What changed between two compiled folders");
  diff->footer("Tiles, places, use, quantisation, expected traffic and cycles, and which files differ.\n"
               "Example: snnc diff out fast");
  diff->add_option("DIR1", arguments.diff.before, "Folder that compile wrote")->required();
  diff->add_option("DIR2", arguments.diff.after, "Folder that compile wrote")->required();
  addCommon(diff, targets, arguments.common);

  CLI::App *targetsCommand = app.add_subcommand("targets", "The chips it knows, and their limits");
  targetsCommand->footer("Example: snnc targets " + targets.defaultName().str());
  targetsCommand->add_option("NAME", arguments.targetName, "Print all limits of this target (name or file)");
  addCommon(targetsCommand, targets, arguments.common);

  CLI::App *demo = app.add_subcommand("demo", "The bundled network and recordings through all of it");
  demo->footer("Example: snnc demo");
  demo->add_option("-o,--output", arguments.demoOutput, "Folder to write (default snnc-demo)");
  addCommon(demo, targets, arguments.common);
}

/// Behind all other commands, of which they tell.
static void addTellers(CLI::App &app, Arguments &arguments) {
  std::vector<std::string> names{"man", "completion"};
  for (const CLI::App *command : app.get_subcommands({}))
    names.push_back(command->get_name());
  CLI::App *man = app.add_subcommand("man", "Manual page of snnc, or of one of its commands, in roff");
  man->footer("Examples: snnc man | man -l -\n          snnc man compile > snnc-compile.1");
  man->add_option("COMMAND", arguments.manualOf, "Command that the page is of (default: snnc itself)")
      ->check(CLI::IsMember(names));
  CLI::App *completion = app.add_subcommand("completion", "Script with which a shell completes commands and options");
  completion->footer("Examples: source <(snnc completion bash)\n"
                     "          snnc completion zsh > ~/.zfunc/_snnc\n"
                     "          snnc completion fish > ~/.config/fish/completions/snnc.fish");
  completion->add_option("SHELL", arguments.shell, "Shell that the script is for")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
}

/// What the command line takes, with the names that only run time knows.
static CommandTable commandTable(const CLI::App &app, const TargetRegistry &targets) {
  CommandTable table = tableOf(app);
  std::vector<std::string> names, codes;
  for (llvm::StringRef name : targets.names())
    names.push_back(name.str());
  for (const Code &code : allCodes())
    codes.push_back(code.name.str());
  addChoices(table, "--target", names);
  addChoices(table, "NAME", names);
  addChoices(table, "DIR|CODE", codes);
  return table;
}

static int printTable(const CLI::App &app, const TargetRegistry &targets, const Arguments &arguments) {
  CommandTable table = commandTable(app, targets);
  llvm::outs() << (!arguments.shell.empty()     ? completionScript(table, arguments.shell)
                   : arguments.manualOf.empty() ? manualPage(table)
                                                : manualPage(*table.find(arguments.manualOf)));
  return Done;
}

/// As it was given, but for what changes no result.
static std::string commandWithoutThreads(int argc, char **argv) {
  std::string command = "snnc";
  for (int i = 1; i < argc; ++i) {
    llvm::StringRef argument = argv[i];
    if (argument == "--threads")
      ++i;
    else if (!argument.starts_with("--threads="))
      command += " " + argument.str();
  }
  return command;
}

static int runCommand(llvm::StringRef name, const TargetRegistry &targets, const Arguments &arguments) {
  if (name == "compile")
    return runCompile(targets, arguments.compile, arguments.common);
  if (name == "check")
    return runCheck(targets, arguments.check, arguments.common);
  if (name == "export")
    return runExport(targets, arguments.exportFile, arguments.common);
  if (name == "run")
    return runRun(targets, arguments.run, arguments.common);
  if (name == "verify")
    return runVerify(targets, arguments.verify, arguments.common);
  if (name == "inspect")
    return runInspect(targets, arguments.inspectDirectory, arguments.common);
  if (name == "report")
    return runReport(targets, arguments.report, arguments.common);
  if (name == "explain")
    return runExplain(targets, arguments.explain, arguments.common);
  if (name == "map-bench")
    return runMapBench(arguments.mapBench, arguments.common);
  if (name == "diff")
    return runDiff(targets, arguments.diff, arguments.common);
  if (name == "events")
    return runEvents(arguments.events, arguments.common);
  if (name == "targets")
    return runTargets(targets, arguments.targetName, arguments.common);
  return runDemo(targets, arguments.demoOutput, arguments.common);
}

int driver::snncMain(int argc, char **argv, const TargetRegistry &targets) {
  std::string codes;
  for (const ExitMeaning &meaning : exitMeanings())
    codes += (codes.empty() ? "Exit codes: " : ", ") + std::to_string(meaning.code) + " " + meaning.text.str();
  CLI::App app("snnc: compiles spiking neural networks to a chip of integrate-and-fire cores, and checks, record by "
               "record, that it computes them.\n" +
               codes + ".");
  Arguments arguments;
  addCommands(app, targets, arguments);
  addTellers(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    // Help and version are asked for; all else is wrong usage.
    int code = app.exit(error, std::cout, std::cerr);
    return code == 0 ? Done : Usage;
  }
  std::string command = app.get_subcommands().front()->get_name();
  if (command == "man" || command == "completion")
    return printTable(app, targets, arguments);
  arguments.report.command = commandWithoutThreads(argc, argv);
  if (arguments.common.diagnostics == "sarif")
    Messages::get().collect();
  int code = runCommand(command, targets, arguments);
  Messages::get().finish(code, arguments.common.quiet);
  return code;
}
