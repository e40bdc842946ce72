//===- Retrace.h - the phases that made a folder ----------------*- C++ -*-===//
#ifndef SNNC_COMPILER_REPORT_RETRACE_H
#define SNNC_COMPILER_REPORT_RETRACE_H

#include "compiler/pipeline/Pipeline.h"
#include "compiler/report/Gather.h"

namespace snnc::report {

/// "options" of program.json: what phases do beside what the network and its target say.
nlohmann::ordered_json describeOptions(const SnnQuantizeOptions &quantize, const MappingOptions &mapping);

/// Goes through the phases again that made the subject's folder, from the networks that lie in it, with the options
/// that its program.json says, and keeps what was there behind each of them. What comes of it is held against the
/// folder: phases that lead elsewhere, as those in front of a calibration's end do, are left out, and the note says
/// which. Fails only where a network of the folder does.
Failure retrace(const TargetRegistry &targets, Subject &subject);

} // namespace snnc::report

#endif // SNNC_COMPILER_REPORT_RETRACE_H
