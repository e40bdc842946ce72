//===- RandomNir.h - random NIR graphs --------------------------*- C++ -*-===//
//
// Graphs of all nodes that the importer knows, with branches and with cycles.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_COMPILER_EXPORT_RANDOMNIR_H
#define SNNC_TESTS_COMPILER_EXPORT_RANDOMNIR_H

#include "tests/compiler/import/NirWriter.h"
#include <random>

namespace snnc::test {

class RandomNir {
public:
  explicit RandomNir(uint64_t seed) : random(seed) {}

  NirGraph draw() {
    shape = draw(2)   ? Shape{pick(2, 4), pick(4, 7), pick(4, 7)}
            : draw(2) ? Shape{pick(2, 4), pick(5, 9)}
                      : Shape{pick(2, 6)};
    graph.nodes["input"] = {{"type", "Input"}, {"shape", shapeField(shape)}};
    last = "input";
    for (uint64_t layers = pick(1, 4); layers--;) {
      synapse();
      if (draw(3) == 0)
        branch();
      neurons();
      if (draw(3) == 0)
        recurrence();
      if (draw(3) == 0)
        between();
    }
    add("output", {{"type", "Output"}, {"shape", shapeField(shape)}});
    return graph;
  }

private:
  using Shape = std::vector<hsize_t>;
  using Fields = std::map<std::string, NirField>;

  uint64_t draw(uint64_t n) { return random() % n; }
  uint64_t pick(uint64_t least, uint64_t most) { return least + draw(most - least + 1); }
  double number(double least, double most) { return least + (most - least) * double(draw(257)) / 256; }
  static uint64_t countOf(const Shape &shape) {
    uint64_t count = 1;
    for (hsize_t extent : shape)
      count *= extent;
    return count;
  }
  static NirField shapeField(const Shape &shape) { return integers({shape.begin(), shape.end()}); }
  NirField array(const Shape &shape, double least, double most) {
    std::vector<double> values(countOf(shape));
    for (double &value : values)
      value = number(least, most);
    return {shape, values};
  }
  /// One value for all, for each channel, or (`byNeuron`) for each neuron.
  NirField parameter(double least, double most, bool byNeuron = false) {
    if (draw(3) == 0)
      return {number(least, most)};
    NirField field = array(shape, least, most);
    uint64_t run = countOf(shape) / shape[0];
    for (uint64_t i = 0; i < field.numbers.size() && !(byNeuron && draw(2)); ++i)
      field.numbers[i] = field.numbers[i / run * run];
    return field;
  }

  std::string add(const std::string &name, const Fields &fields) {
    graph.nodes[name] = fields;
    graph.edges.push_back({last, name});
    return last = name;
  }
  std::string fresh(const std::string &kind) { return kind + "." + std::to_string(++counter); }

  static NirField whole(double value) { return {value, H5T_STD_I64LE}; }

  void convolution() {
    uint64_t axes = shape.size() - 1, out = pick(1, 4);
    Shape weight{out, shape[0]};
    std::vector<double> stride, padding, dilation;
    for (uint64_t axis = 0; axis < axes; ++axis) {
      stride.push_back(pick(1, 2)), padding.push_back(pick(0, 1)), dilation.push_back(1);
      weight.push_back(pick(1, std::min<uint64_t>(3, shape[axis + 1])));
    }
    Fields fields = {{"type", axes == 2 ? "Conv2d" : "Conv1d"}, {"weight", array(weight, -1, 1)}, {"groups", whole(1)}};
    if (draw(2))
      fields["bias"] = array({out}, -1, 1);
    bool isSame = draw(3) == 0;
    if (isSame)
      stride.assign(axes, 1);
    fields["stride"] = integers(stride);
    fields["dilation"] = integers(dilation);
    fields["padding"] = isSame ? NirField("same") : integers(padding);
    add(fresh("conv"), fields);
    shape[0] = out;
    for (uint64_t axis = 0; axis < axes; ++axis)
      if (!isSame)
        shape[axis + 1] = (shape[axis + 1] + 2 * padding[axis] - weight[axis + 2]) / stride[axis] + 1;
  }

  void flatten() {
    add(fresh("flat"), {{"type", "Flatten"}, {"start_dim", whole(0)}, {"end_dim", whole(-1)}});
    shape = {countOf(shape)};
  }

  void synapse() {
    if (shape.size() > 1 && draw(4)) {
      convolution();
    } else {
      if (shape.size() > 1)
        flatten();
      uint64_t out = pick(1, 5);
      Fields fields = {{"type", "Linear"}, {"weight", array({out, shape[0]}, -1, 1)}};
      if (draw(2)) {
        fields["type"] = "Affine";
        fields["bias"] = array({out}, -1, 1);
      }
      add(fresh("fc"), fields);
      shape = {out};
    }
    if (draw(5) == 0)
      add(fresh("scale"), {{"type", "Scale"}, {"scale", parameter(0.5, 2)}});
  }

  /// A second way of the same shape, added.
  void branch() {
    std::string at = last, other = fresh("other");
    std::string sum = add(fresh("sum"), {{"type", "IF"}, {"r", 1.0}, {"v_threshold", parameter(0.5, 2)}});
    last = at;
    add(other, {{"type", "IF"}, {"r", parameter(0.5, 2)}, {"v_threshold", parameter(0.5, 2)}});
    graph.edges.push_back({sum, "late." + other});
    graph.nodes["late." + other] = {{"type", "Delay"}, {"delay", steps()}};
    last = other;
    add(fresh("both"), {{"type", "IF"}, {"r", 1.0}, {"v_threshold", parameter(0.5, 2)}});
    graph.edges.push_back({"late." + other, last});
  }

  NirField steps() {
    NirField field = parameter(0, 3);
    for (double &value : field.numbers)
      value = std::round(value);
    return field;
  }

  void neurons() {
    Fields fields = {{"r", parameter(0.5, 2)}};
    auto spikes = [&](const char *type) {
      fields["type"] = type;
      fields["v_threshold"] = parameter(0.5, 2, /*byNeuron=*/true);
      if (draw(2))
        fields["v_reset"] = draw(2) ? NirField(0.0) : parameter(-1, 0.25);
    };
    auto leaks = [&](const char *tau) {
      fields[tau] = parameter(1.5, 8);
      fields["v_leak"] = draw(2) ? NirField(0.0) : parameter(-1, 1);
    };
    auto current = [&] {
      fields["tau_syn"] = parameter(1.5, 8);
      fields["w_in"] = parameter(0.5, 2);
    };
    switch (draw(8)) {
    case 0:
      spikes("LIF"), leaks("tau");
      break;
    case 1:
      spikes("CubaLIF"), leaks("tau_mem"), current();
      break;
    case 2:
      fields["type"] = "LI", leaks("tau");
      break;
    case 3:
      fields["type"] = "CubaLI", leaks("tau_mem"), current();
      break;
    case 4:
      fields["type"] = "I";
      break;
    case 5:
      fields = {{"type", "Threshold"}, {"threshold", parameter(0.5, 2)}};
      break;
    default:
      spikes("IF");
    }
    add(fresh("n"), fields);
  }

  /// From the neurons back to themselves, through a Delay or not. They get a parameter that tells their shape.
  void recurrence() {
    std::string type = graph.nodes[last]["type"].text;
    if (shape.size() != 1 || type == "Threshold")
      return;
    std::string back = fresh("back"), source = last;
    if (draw(2)) {
      source = fresh("lag");
      graph.nodes[source] = {{"type", "Delay"}, {"delay", NirField(shape, std::vector<double>(shape[0], pick(1, 3)))}};
      graph.edges.push_back({last, source});
    }
    graph.nodes[back] = {{"type", "Linear"}, {"weight", array({shape[0], shape[0]}, -1, 1)}};
    graph.edges.push_back({source, back});
    graph.edges.push_back({back, last});
  }

  void between() {
    if (shape.size() == 3 && shape[1] > 1 && shape[2] > 1) {
      add(fresh("pool"), {{"type", draw(2) ? "SumPool2d" : "AvgPool2d"},
                          {"kernel_size", integers({2, 2})},
                          {"stride", integers({2, 2})},
                          {"padding", integers({0, 0})}});
      shape[1] /= 2, shape[2] /= 2;
    } else {
      add(fresh("late"), {{"type", "Delay"}, {"delay", steps()}});
    }
  }

  std::mt19937_64 random;
  NirGraph graph;
  Shape shape;
  std::string last;
  unsigned counter = 0;
};

} // namespace snnc::test

#endif // SNNC_TESTS_COMPILER_EXPORT_RANDOMNIR_H
