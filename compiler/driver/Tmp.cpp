#include "compiler/driver/Command.h"
namespace snnc::driver { int runVerify(const VerifyOptions&, const CommonOptions&){return 1;} int runDemo(const std::string&, const CommonOptions&){return 1;} }
