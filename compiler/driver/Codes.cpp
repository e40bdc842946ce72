//===- Codes.cpp - what the codes of warnings mean ------------------------===//

#include "compiler/driver/Codes.h"

using namespace snnc::driver;

/// Name, one line, and what stands behind it: when it comes, what it means, what helps. Lines of text end at 80
/// columns.
static const Code codes[] = {
    {"Q001", "neurons went silent",
     "More than one neuron in twenty of the layer fires in float but never in integers, on\n"
     "the recordings of --calibrate. Their weights became too small, or what feeds them did.\n"
     "  - more weight bits (--weight-bits 8)\n"
     "  - calibrate on recordings that look like those of use\n"
     "Example: snnc compile net.nir --calibrate recordings -o out -v\n"},
    {"Q002", "spikes are held back by the cap",
     "More than one neuron in twenty would in some step have fired more often than the\n"
     "layer's max_count. Nothing is lost: the neuron fires the rest in the next steps, late.\n"
     "  - --max-count N raises the cap of every layer; weights may lose bits for it\n"
     "  - shorter steps (--step-us) bring fewer spikes a step\n"
     "Example: snnc compile net.nir --max-count 15 -o out\n"},
    {"Q003", "many weights became zero",
     "More than a quarter of the layer's weights that are not zero in float are zero in\n"
     "integers: they are less than half a step of the scale, which the greatest weights and\n"
     "the proof of overflow decide.\n"
     "  - more weight bits (--weight-bits 8)\n"
     "  - a lower --max-count leaves the weights of the next layer more bits\n"
     "Example: snnc compile net.nir --max-count 3 -o out\n"},
    {"Q004", "weights were clipped",
     "More than one weight in a hundred of the layer lies beyond the greatest integer and was\n"
     "cut to it. The search for scales does so where the others gain more from the finer\n"
     "scale than the great ones lose.\n"
     "  - more weight bits (--weight-bits 8)\n"
     "  - weight decay or clipping in training\n"
     "Example: snnc compile net.nir --weight-bits 8 -o out\n"},
    {"Q005", "the layer fires more or less often than in float",
     "On the recordings of --calibrate the layer's spike count differs by more than a tenth\n"
     "between float and integers. Layers behind it get another input than they were trained\n"
     "for; where it starts is the first such layer in the report.\n"
     "  - more weight bits (--weight-bits 8), or a higher --max-count\n"
     "Example: snnc compile net.nir --calibrate recordings -o out -v\n"},
    {"Q006", "this layer alone costs accuracy",
     "With only this layer in integers the float network gets more than one sample in a\n"
     "hundred (and at least two) fewer right, on the recordings and labels of --calibrate.\n"
     "  - the report of the layer says why: signal to noise, zeroed and clipped weights\n"
     "  - quantisation-aware training of this layer\n"
     "Example: snnc compile net.nir --calibrate recordings -o out -v\n"},
    {"Q007", "a parameter of neurons is coarse",
     "A bias, lower bound or subtract value of the layer is off by more than a fiftieth of the\n"
     "threshold: the integer threshold is so small that one step of it is that much.\n"
     "  - more weight bits give a greater integer threshold\n"
     "  - a larger threshold in the network, with weights and biases to match\n"
     "Example: snnc compile net.nir --weight-bits 8 -o out\n"},
    {"Q008", "potentials are small for their leak",
     "A potential at the layer's threshold leaks less than 4 in a step, while the decay of\n"
     "integers rounds towards zero and takes up to 1 besides: the neurons forget faster than\n"
     "they were trained to.\n"
     "  - weights shifted further make potentials greater: a target with a greater weightShift\n"
     "  - a lower --max-count leaves potentials more of their range\n"
     "Example: snnc compile net.nir --max-count 3 -o out\n"},
};

llvm::ArrayRef<Code> snnc::driver::allCodes() { return codes; }
