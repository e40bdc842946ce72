//===- capture.h - sends what the Verilated runtime prints to the model -*- C++ -*-===//
//
// Included before every file of a model: a failed assertion prints its place, which belongs to `failure()` and not on
// the standard output of a tool.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_RTL_MODEL_CAPTURE_H
#define SNNC_RTL_MODEL_CAPTURE_H

int snncRtlPrint(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define VL_PRINTF snncRtlPrint
#define VL_USER_STOP
#define VL_USER_FATAL

#endif // SNNC_RTL_MODEL_CAPTURE_H
