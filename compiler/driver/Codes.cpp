//===- Codes.cpp - what the codes of messages mean ------------------------===//

#include "compiler/driver/Codes.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::driver;

/// What stands behind a code: when it comes and what it means, what helps, and a command. Lines of a cause end at 80
/// columns.
static const std::vector<Code> codes = {
    {"Q001",
     Code::Level::Warning,
     "neurons went silent",
     "More than one neuron in twenty of the layer fires in float but never in integers, on\n"
     "the recordings of --calibrate. Their weights became too small, or what feeds them did.",
     {"more weight bits (--weight-bits 8)", "calibrate on recordings that look like those of use"},
     "snnc compile net.nir --calibrate recordings -o out -v"},
    {"Q002",
     Code::Level::Warning,
     "spikes are held back by the cap",
     "More than one neuron in twenty would in some step have fired more often than the\n"
     "layer's max_count. Nothing is lost: the neuron fires the rest in the next steps, late.",
     {"--max-count N raises the cap of every layer; weights may lose bits for it",
      "shorter steps (--step-us) bring fewer spikes a step"},
     "snnc compile net.nir --max-count 15 -o out"},
    {"Q003",
     Code::Level::Warning,
     "many weights became zero",
     "More than a quarter of the layer's weights that are not zero in float are zero in\n"
     "integers: they are less than half a step of the scale, which the greatest weights and\n"
     "the proof of overflow decide.",
     {"more weight bits (--weight-bits 8)", "a lower --max-count leaves the weights of the next layer more bits"},
     "snnc compile net.nir --max-count 3 -o out"},
    {"Q004",
     Code::Level::Warning,
     "weights were clipped",
     "More than one weight in a hundred of the layer lies beyond the greatest integer and was\n"
     "cut to it. The search for scales does so where the others gain more from the finer\n"
     "scale than the great ones lose.",
     {"more weight bits (--weight-bits 8)", "weight decay or clipping in training"},
     "snnc compile net.nir --weight-bits 8 -o out"},
    {"Q005",
     Code::Level::Warning,
     "the layer fires more or less often than in float",
     "On the recordings of --calibrate the layer's spike count differs by more than a tenth\n"
     "between float and integers. Layers behind it get another input than they were trained\n"
     "for; where it starts is the first such layer in the report.",
     {"more weight bits (--weight-bits 8), or a higher --max-count"},
     "snnc compile net.nir --calibrate recordings -o out -v"},
    {"Q006",
     Code::Level::Warning,
     "this layer alone costs accuracy",
     "With only this layer in integers the float network gets more than one sample in a\n"
     "hundred (and at least two) fewer right, on the recordings and labels of --calibrate.",
     {"the report of the layer says why: signal to noise, zeroed and clipped weights",
      "quantisation-aware training of this layer"},
     "snnc compile net.nir --calibrate recordings -o out -v"},
    {"Q007",
     Code::Level::Warning,
     "a parameter of neurons is coarse",
     "A bias, lower bound or subtract value of the layer is off by more than a fiftieth of the\n"
     "threshold: the integer threshold is so small that one step of it is that much.",
     {"more weight bits give a greater integer threshold",
      "a larger threshold in the network, with weights and biases to match"},
     "snnc compile net.nir --weight-bits 8 -o out"},
    {"Q008",
     Code::Level::Warning,
     "potentials are small for their leak",
     "A potential at the layer's threshold leaks less than 4 in a step, while the decay of\n"
     "integers rounds towards zero and takes up to 1 besides: the neurons forget faster than\n"
     "they were trained to.",
     {"weights shifted further make potentials greater: a target with a greater weightShift",
      "a lower --max-count leaves potentials more of their range"},
     "snnc compile net.nir --max-count 3 -o out"},
    {"I001",
     Code::Level::Error,
     "a file or its data cannot be used",
     "A file cannot be read or written, is damaged, is of another version, or is not what it is\n"
     "taken for; or data are not those that the network takes: other extents, counts above the\n"
     "bound of the input, labels that do not belong to the samples.",
     {"the message says the file, the place in it, and what was expected there",
      "'snnc events FILE' says what a recording is",
      "a folder of another version of snnc is made again by 'snnc compile'"},
     "snnc events recording.raw"},
    {"N001",
     Code::Level::Error,
     "the network is not sound",
     "The network file says something that no target could compute: a type or parameter that\n"
     "is not known, an array that is missing, shapes that do not meet, a cycle within one step.",
     {"'snnc check NET' lists every such place at once",
      "NIR files: --nir-dialect says by which conventions the file was written",
      "layer lists: docs/layer-list.md has every type and parameter"},
     "snnc check net.nir --nir-dialect sinabs"},
    {"T001",
     Code::Level::Error,
     "the target cannot compute a layer",
     "The network is sound, but the cores of the target have no such layer or not with these\n"
     "parameters, the layer cannot be mapped to them, or nothing proves that its potentials\n"
     "stay in the range that the target gives them.",
     {"the message says what would fit", "another target ('snnc targets'; 'snnc check NET --target NAME' tries it)",
      "'snnc run NET --engine float' runs the network without a chip"},
     "snnc check net.nir --target chip.json"},
    {"T002",
     Code::Level::Error,
     "the network is too large for the target",
     "Something is needed more of than the target has: memory words, neurons, connections,\n"
     "cores. The message has both numbers; for the parts that do not fit together it names the\n"
     "least set of layers.",
     {"what 'snnc compile' names as tried: it was compiled so, and fits",
      "weights of 4 bits take half the words (--weight-bits 4)", "fewer, fuller cores (--optimize cores)",
      "a larger target"},
     "snnc compile net.nir -o out --optimize cores"},
    {"U001",
     Code::Level::Error,
     "wrong usage",
     "An option or argument is unknown, missing, or has a value that it cannot have, or that\n"
     "this network or target leaves no choice for.",
     {"'snnc COMMAND --help' lists what a command takes"},
     "snnc compile --help"},
    {"V001",
     Code::Level::Error,
     "engines differ",
     "Two engines that must agree in every record do not, or one of them broke down or made no\n"
     "progress. The message has the first difference: layer, neuron, step, core, address, both\n"
     "values, and the spikes that led there.",
     {"'snnc verify DIR --input X --on-difference FOLDER' writes what shows it again",
      "an image that was changed behind the compiler: 'snnc compile' makes it again",
      "a target whose RTL was changed: the RTL, or the fields of rtl/fields.json, are wrong"},
     "snnc verify out --input recordings --on-difference why"},
    {"D001",
     Code::Level::Error,
     "a defect of snnc",
     "A pass left IR that does not hold, failed without a reason, or wrote what is not what\n"
     "was compiled. It is not the fault of the network.",
     {"'snnc compile NET --dump-passes FOLDER' leaves the IR behind each phase, and the command with which the phase "
      "fails again",
      "please report it with these files"},
     "snnc compile net.nir -o out --dump-passes passes"},
};

llvm::ArrayRef<Code> snnc::driver::allCodes() { return codes; }

const Code *snnc::driver::findCode(llvm::StringRef name) {
  auto found = llvm::find_if(codes, [&](const Code &code) { return code.name.equals_insensitive(name); });
  return found == codes.end() ? nullptr : &*found;
}

std::string snnc::driver::textOf(const Code &code) {
  std::string text = code.cause.str() + "\n";
  for (llvm::StringRef remedy : code.remedies)
    text += "  - " + remedy.str() + "\n";
  return text + "Example: " + code.example.str() + "\n";
}

llvm::StringRef snnc::driver::codeOf(FailureCause cause, bool hasNeeds) {
  if (hasNeeds)
    return "T002";
  switch (cause) {
  case FailureCause::None:
    return "";
  case FailureCause::Target:
    return "T001";
  case FailureCause::Input:
    return "N001";
  case FailureCause::Usage:
    return "U001";
  case FailureCause::Defect:
    return "D001";
  case FailureCause::Difference:
    return "V001";
  }
  return "";
}

std::string snnc::driver::codesAsMarkdown() {
  std::string out =
      "<!-- Written by `./dev reference`. Change compiler/driver/Codes.cpp. -->\n\n# Diagnostics\n\n"
      "What is wrong, or may be, has a code. `snnc explain CODE` prints what stands here; with\n"
      "`--diagnostics sarif` the messages of a command are one SARIF 2.1.0 document on stderr, whose rules\n"
      "these are, and `snnc check --json` names the code of each problem.\n\n| code | level | says |\n| --- | --- | "
      "--- |\n";
  auto levelOf = [](const Code &code) { return code.level == Code::Level::Error ? "error" : "warning"; };
  for (const Code &code : codes)
    out += fmt::format("| [{0}](#{1}) | {2} | {3} |\n", code.name.str(), code.name.lower(), levelOf(code),
                       code.title.str());
  for (const Code &code : codes) {
    out += fmt::format("\n## {}\n*{}*: {}.\n\n{}\n\nWhat helps:\n\n", code.name.str(), levelOf(code), code.title.str(),
                       code.cause.str());
    for (llvm::StringRef remedy : code.remedies)
      out += fmt::format("- {}\n", remedy.str());
    out += fmt::format("\nExample: `{}`\n", code.example.str());
  }
  return out;
}
