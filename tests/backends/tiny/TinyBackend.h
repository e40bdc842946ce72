//===- TinyBackend.h - a chip of one core and three limits ------*- C++ -*-===//
//
// Shows the target seam: a second chip that is added without a line changed outside of its folder and of the list of
// backends, which here is the one of main.cpp. It has limits, a phase, an emitter of text, and no engine.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_BACKENDS_TINY_TINYBACKEND_H
#define SNNC_TESTS_BACKENDS_TINY_TINYBACKEND_H

#include "compiler/target/Target.h"

namespace snnc::tiny {

std::unique_ptr<Backend> createTinyBackend();

} // namespace snnc::tiny

#endif // SNNC_TESTS_BACKENDS_TINY_TINYBACKEND_H
