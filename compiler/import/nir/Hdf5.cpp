//===- Hdf5.cpp - what an HDF5 file holds ---------------------------------===//
//
// The library has crashed and hung on damaged files: it reads them in a child process.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/Hdf5.h"
#include "compiler/import/nir/Hdf5Child.h"
#include "support/isolate/Isolate.h"
#include "llvm/Support/FileSystem.h"

using namespace snnc;
using namespace snnc::hdf5;
using isolate::PlainReader;
using llvm::createStringError;
using llvm::Error;
using llvm::Expected;

std::string hdf5::formatPlace(llvm::ArrayRef<std::string> place) {
  std::string text;
  for (const std::string &name : place)
    text += "/" + name;
  return text.empty() ? "/" : text;
}

static File::Object readObject(PlainReader &in) {
  File::Object object;
  object.kind = in.number<Kind>();
  if (object.kind == Kind::Group && in.number<bool>()) {
    object.isListed = true;
    for (size_t count = in.extent(sizeof(uint64_t)); count > 0; --count) {
      std::string name = in.text();
      object.members.emplace_back(std::move(name), in.number<uint64_t>());
    }
  }
  if (object.kind != Kind::Dataset)
    return object;
  object.mistake = in.text();
  if (!object.mistake.empty())
    return object;
  object.data.shape = in.array<int64_t>();
  object.data.isText = in.number<bool>();
  object.data.numbers = in.array<double>();
  for (size_t count = in.extent(sizeof(uint64_t)); count > 0; --count)
    object.data.texts.push_back(in.text());
  return object;
}

Expected<File> File::open(const std::string &path, llvm::ArrayRef<std::string> roots) {
  llvm::sys::fs::file_status status;
  if (std::error_code error = llvm::sys::fs::status(path, status))
    return createStringError("cannot read '" + path + "': " + error.message());
  if (status.type() != llvm::sys::fs::file_type::regular_file)
    return createStringError("cannot read '" + path + "': not a file");
  if (status.getSize() == 0)
    return createStringError("'" + path + "' is empty");
  Expected<std::string> bytes = isolate::run({path, "the HDF5 library", isolate::limitsFor(status.getSize())},
                                             [&](llvm::raw_ostream &out) { return writeObjects(path, roots, out); });
  if (!bytes)
    return bytes.takeError();
  File file(path);
  PlainReader in(*bytes);
  while (in.number<bool>())
    file.objects.push_back(readObject(in));
  auto leadsNowhere = [&](const Object &object) {
    return llvm::any_of(object.members, [&](const auto &member) { return member.second >= file.objects.size(); });
  };
  if (in.hasFailed() || !in.atEnd() || file.objects.empty() || llvm::any_of(file.objects, leadsNowhere))
    return createStringError("'" + path + "' cannot be read: what the HDF5 library gave of it is damaged");
  return file;
}

const File::Object *File::find(llvm::ArrayRef<std::string> place) const {
  const Object *object = &objects.front();
  for (const std::string &name : place) {
    auto member = llvm::find_if(object->members, [&](const auto &member) { return member.first == name; });
    if (member == object->members.end())
      return nullptr;
    object = &objects[member->second];
  }
  return object;
}

Expected<std::vector<Member>> File::list(llvm::ArrayRef<std::string> place) const {
  const Object *group = find(place);
  if (!group || !group->isListed)
    return createStringError("'" + path + "': cannot read the group " + formatPlace(place) +
                             ": missing, truncated or damaged");
  std::vector<Member> members;
  for (const auto &[name, object] : group->members)
    members.push_back({name, objects[object].kind});
  return members;
}

bool File::has(llvm::ArrayRef<std::string> place) const { return find(place) != nullptr; }

Expected<Dataset> File::read(llvm::ArrayRef<std::string> place) const {
  const Object *dataset = find(place);
  bool isThere = dataset && dataset->kind == Kind::Dataset;
  std::string mistake = isThere ? dataset->mistake : "cannot be read: missing, truncated or damaged";
  if (!mistake.empty())
    return createStringError("'" + path + "': " + formatPlace(place) + " " + mistake);
  return dataset->data;
}
