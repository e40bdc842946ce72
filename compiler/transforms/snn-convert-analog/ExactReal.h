//===- ExactReal.h - a pass option that prints all its digits ---*- C++ -*-===//
//
// MLIR prints a `double` option with six digits, so a pipeline that was printed would be another one when it is read.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_TRANSFORMS_SNN_CONVERT_ANALOG_EXACTREAL_H
#define SNNC_COMPILER_TRANSFORMS_SNN_CONVERT_ANALOG_EXACTREAL_H

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

namespace snnc {

/// A real number whose text reads back as the same number.
struct ExactReal {
  double value = 0;

  ExactReal() = default;
  ExactReal(double value) : value(value) {}
  operator double() const { return value; }
};

inline llvm::raw_ostream &operator<<(llvm::raw_ostream &stream, const ExactReal &real) {
  return stream << fmt::format("{}", real.value);
}

} // namespace snnc

namespace llvm::cl {

template <> class parser<snnc::ExactReal> : public basic_parser<snnc::ExactReal> {
public:
  using basic_parser::basic_parser;

  bool parse(Option &option, StringRef, StringRef text, snnc::ExactReal &real) {
    return text.getAsDouble(real.value) && option.error("'" + text + "' value invalid for a real number");
  }
  StringRef getValueName() const override { return "number"; }
  void printOptionDiff(const Option &option, const snnc::ExactReal &real, const OptionValue<snnc::ExactReal> &,
                       size_t width) const {
    printOptionName(option, width);
    outs() << "= " << real << "\n";
  }
};

} // namespace llvm::cl

#endif // SNNC_COMPILER_TRANSFORMS_SNN_CONVERT_ANALOG_EXACTREAL_H
