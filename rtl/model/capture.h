//===- capture.h - sends what the Verilated runtime prints to the model -*- C++ -*-===//
//
// Included before every file of a model: a failed assertion prints its place, which belongs to `failure()` and not on
// the standard output of a tool. In the files that Verilator makes (not in those of its runtime: SNNC_RUNTIME) it tells
// the module and not the text that Verilator wrote for it: that names the instance, and would be all that the functions
// of one core and of another differ in. The compiler makes one function of those that are equal, which keeps the
// instructions of all cores in the processor's caches.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_RTL_MODEL_CAPTURE_H
#define SNNC_RTL_MODEL_CAPTURE_H

int snncRtlPrint(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define VL_PRINTF snncRtlPrint
#define VL_USER_STOP
#define VL_USER_FATAL

#ifndef SNNC_RUNTIME
#include "verilated.h"
void snncRtlFailedIn(const char *instance);
#define VL_WRITEF(...) snncRtlFailedIn(vlSelf->name())
#endif

#endif // SNNC_RTL_MODEL_CAPTURE_H
