//===- Json.cpp - JSON with a schema, without exceptions ------------------===//

#include "support/json/Json.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

using namespace snnc;
using nlohmann::json;

llvm::Expected<std::string> snnc::readTextFile(llvm::StringRef path) {
  // A device need not end.
  llvm::sys::fs::file_status status;
  if (!llvm::sys::fs::status(path, status) && status.type() == llvm::sys::fs::file_type::character_file)
    return llvm::createStringError("cannot read '" + path + "': it is a device");
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError("cannot read '" + path + "': " + buffer.getError().message());
  return (*buffer)->getBuffer().str();
}

/// Line and column of a byte, both from 1.
static std::pair<size_t, size_t> placeOf(llvm::StringRef text, size_t byte) {
  llvm::StringRef before = text.take_front(byte);
  size_t line = before.count('\n') + 1;
  size_t lineStart = before.rfind('\n');
  return {line, lineStart == llvm::StringRef::npos ? byte + 1 : byte - lineStart};
}

namespace {
/// Finds where a text stops to be JSON: with exceptions off the parser tells only through its event interface.
struct ErrorPlace : nlohmann::json_sax<json> {
  size_t position = 0;
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t &) override { return true; }
  bool string(string_t &) override { return true; }
  bool binary(binary_t &) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t &) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t at, const std::string &, const json::exception &) override {
    position = at;
    return false;
  }
};
} // namespace

llvm::Expected<json> snnc::parseJson(llvm::StringRef text, llvm::StringRef where, llvm::StringRef schema) {
  json document = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) {
    ErrorPlace place;
    json::sax_parse(text.begin(), text.end(), &place);
    auto [line, column] = placeOf(text, place.position ? place.position - 1 : 0);
    return llvm::createStringError(where + ":" + llvm::Twine(line) + ":" + llvm::Twine(column) + ": not JSON here");
  }
  if (!schema.empty())
    if (llvm::Error error = checkJson(document, where, schema))
      return std::move(error);
  return document;
}

llvm::Error snnc::checkJson(const json &document, llvm::StringRef where, llvm::StringRef schemaText) {
  json schemaDocument = json::parse(schemaText.begin(), schemaText.end());
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schemaDocument), schema);
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results))
    return llvm::Error::success();
  // The results end with the outermost complaint; the first is the innermost and says what is wrong.
  valijson::ValidationResults::Error error;
  results.popError(error);
  std::string place;
  for (llvm::StringRef part : error.context)
    place += part.str();
  return llvm::createStringError(where + ": at " + place + ": " + error.description);
}
