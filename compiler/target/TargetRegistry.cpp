//===- TargetRegistry.cpp - the chips that a tool knows -------------------===//

#include "compiler/target/TargetRegistry.h"
#include "dialect/snn/SnnDialect.h"
#include "support/json/Json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace snnc;

#include "compiler/target/TargetInterfaces.cpp.inc"

Configuration::~Configuration() = default;
Backend::~Backend() = default;

llvm::Expected<Explanation> Configuration::explainNeuron(StringRef, ArrayRef<uint32_t>) const {
  return llvm::createStringError("target " + targetName() + " does not say where its neurons are");
}

llvm::Expected<Explanation> Configuration::explainAddress(uint32_t, uint32_t, uint32_t) const {
  return llvm::createStringError("target " + targetName() + " does not say what its addresses hold");
}

llvm::Expected<Explanation> Backend::explainMapping(const nlohmann::ordered_json &) const {
  return llvm::createStringError("there is nothing to choose in how networks are mapped to a target of " + name());
}

TargetAttrInterface snnc::targetOf(ModuleOp module, StringRef pass) {
  auto target = module->getAttrOfType<TargetAttrInterface>(snn::SnnDialect::kTargetAttr);
  if (!target)
    causedBy(FailureCause::Input, module.emitError())
        << pass << ": the module has no " << snn::SnnDialect::kTargetAttr << "; snn-set-target writes it";
  return target;
}

std::vector<StringRef> TargetRegistry::names() const {
  std::vector<StringRef> names;
  for (const auto &backend : list)
    llvm::append_range(names, backend->targetNames());
  return names;
}

llvm::Expected<ChosenTarget> TargetRegistry::load(StringRef nameOrPath, MLIRContext &context) const {
  if (nameOrPath.empty())
    nameOrPath = defaultName();
  auto parse = [&](const Backend &backend, StringRef text) -> llvm::Expected<ChosenTarget> {
    llvm::Expected<TargetAttrInterface> target = backend.parseTarget(text, nameOrPath, context);
    if (!target)
      return target.takeError();
    return ChosenTarget{&backend, *target};
  };
  for (const auto &backend : list)
    if (llvm::is_contained(backend->targetNames(), nameOrPath))
      return parse(*backend, backend->targetText(nameOrPath));
  if (!nameOrPath.contains('/') && !nameOrPath.ends_with(".json"))
    return llvm::createStringError("unknown target '" + nameOrPath + "'; known: " + llvm::join(names(), ", ") +
                                   ", or the path of a target file (.json)");
  llvm::Expected<std::string> text = readTextFile(nameOrPath);
  if (!text)
    return text.takeError();
  nlohmann::json document = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  // A file that is no object, or says no format, is told what is wrong with it by the first backend's schema.
  auto format = document.is_object() ? document.find("format") : document.end();
  if (!document.is_object() || format == document.end() || !format->is_string())
    return parse(*list.front(), *text);
  std::vector<StringRef> formats;
  for (const auto &backend : list) {
    if (backend->targetFormat() == format->get<std::string>())
      return parse(*backend, *text);
    formats.push_back(backend->targetFormat());
  }
  return llvm::createStringError(nameOrPath + ": the format '" + format->get<std::string>() +
                                 "' is of no known target; known: " + llvm::join(formats, ", "));
}

const Backend *TargetRegistry::backendOf(Attribute target) const {
  for (const auto &backend : list)
    if (target && target.getDialect().getNamespace() == backend->name())
      return backend.get();
  return nullptr;
}

FailureOr<ChosenTarget> TargetRegistry::choose(ModuleOp module, StringRef asked) const {
  llvm::Expected<ChosenTarget> target = load(asked, *module.getContext());
  if (!target) {
    module.emitError() << llvm::toString(target.takeError());
    return failure();
  }
  Attribute own = module->getAttr(snn::SnnDialect::kTargetAttr);
  if (!own) {
    if (failed(target->backend->checkModule(module)))
      return failure();
    return *target;
  }
  auto limits = dyn_cast<TargetAttrInterface>(own);
  const Backend *backend = backendOf(own);
  if (!limits || !backend)
    return module.emitError() << "'" << snn::SnnDialect::kTargetAttr << "' is no target: " << own;
  if (failed(backend->checkModule(module)))
    return failure();
  if (!asked.empty() && own != target->attribute)
    module.emitWarning() << "the network was compiled for the target '" << limits.getTargetName()
                         << "' already: --target " << asked << " is not used; a network from before 'simplify' can be "
                         << "compiled for another";
  return ChosenTarget{backend, limits};
}

llvm::Expected<std::unique_ptr<Configuration>> TargetRegistry::loadConfiguration(StringRef directory) const {
  std::string files;
  for (const auto &backend : list) {
    llvm::SmallString<128> path(directory);
    llvm::sys::path::append(path, backend->configurationFile());
    if (llvm::sys::fs::exists(path))
      return backend->load(directory);
    files += (files.empty() ? "" : " or ") + ("'" + path + "'").str();
  }
  return llvm::createStringError(files + " is missing: 'snnc compile NET -o " + directory + "' writes it");
}

void TargetRegistry::registerDialects(DialectRegistry &registry) const {
  for (const auto &backend : list)
    backend->registerDialects(registry);
}

void TargetRegistry::registerPasses() const {
  for (const auto &backend : list)
    backend->registerPasses();
}

void TargetRegistry::registerTranslations() const {
  for (const auto &backend : list)
    backend->registerTranslations();
}
