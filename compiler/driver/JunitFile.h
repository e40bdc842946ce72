//===- JunitFile.h - a verification as a test report ------------*- C++ -*-===//
#ifndef SNNC_COMPILER_DRIVER_JUNITFILE_H
#define SNNC_COMPILER_DRIVER_JUNITFILE_H

#include "sim/lockstep/Lockstep.h"
#include <string>

namespace snnc::driver {

/// The report as the XML that build servers read (JUnit): a test case for each pair of engines, which fails with the
/// first difference in full; one that is not compared for equality is skipped.
std::string renderJunit(const sim::LockstepReport &report, llvm::StringRef directory);

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_JUNITFILE_H
