//===- Numpy.cpp - .npy and .npz of events --------------------------------===//
//
// Records with members t, x, y, p in any order and of any type; plain arrays [N, 4] in an order that is stated; and in
// a .npz also one array a field.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/NumpyColumns.h"
#include "support/npy/Npy.h"
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zip.h>

using namespace snnc;
using namespace snnc::sim;

static llvm::Error failMembers(llvm::StringRef path, const NumpyHeader &header) {
  std::vector<std::string> names;
  for (const NumpyHeader::Member &member : header.members)
    names.push_back(member.name);
  return llvm::createStringError(
      fmt::format("{}: records of {}, which are no events: need t, x and y, and p where there "
                  "are polarities",
                  path.str(), fmt::join(names, ", ")));
}

llvm::Error snnc::sim::takeRecords(const NumpyHeader &header, BytesPtr bytes, const ReaderOptions &options,
                                   NumpyEvents &events) {
  std::vector<llvm::StringRef> names;
  for (const NumpyHeader::Member &member : header.members)
    names.push_back(member.name);
  llvm::Expected<std::optional<Columns>> columns = columnsOf(names);
  if (!columns)
    return llvm::createStringError(bytes->path() + ": " + llvm::toString(columns.takeError()));
  if (!*columns || header.shape.size() != 1)
    return failMembers(bytes->path(), header);
  for (size_t field = 0; field < 4; ++field) {
    std::optional<unsigned> at = (*columns)->at[field];
    if (!at)
      continue;
    const NumpyHeader::Member &member = header.members[*at];
    if (!member.number)
      return llvm::createStringError(
          fmt::format("{}: member '{}' is of type '{}', need b1, i1 to i8, u1 to u8, f4 or f8", bytes->path(),
                      member.name, member.type));
    events.columns[field] = NumpyColumn{0, member.offset, *member.number};
  }
  events.count = uint64_t(header.shape.front());
  events.unit = TimeUnit::of(**columns, options);
  events.sources.push_back({std::move(bytes), header.elementBytes});
  return llvm::Error::success();
}

bool snnc::sim::isTable(const NumpyHeader &header, const Columns &columns, bool &eventsAreRows) {
  if (!header.members.empty() || header.shape.size() != 2)
    return false;
  eventsAreRows = header.shape[1] == int64_t(columns.count);
  return eventsAreRows || header.shape[0] == int64_t(columns.count);
}

/// An array of two axes in the stated order. Where a field's numbers lie together, each field has a source of its own.
static llvm::Error takeTable(const NumpyHeader &header, llvm::function_ref<llvm::Expected<BytesPtr>()> open,
                             llvm::StringRef path, const ReaderOptions &options, NumpyEvents &events) {
  bool eventsAreRows = false;
  if (!options.columns)
    return llvm::createStringError(
        fmt::format("{}: an array of shape {} does not say which column is which: --columns t,x,y,p says it",
                    path.str(), header.shapeText()));
  if (!isTable(header, *options.columns, eventsAreRows))
    return llvm::createStringError(fmt::format("{}: an array of shape {}, need [N, {}] with the stated columns",
                                               path.str(), header.shapeText(), options.columns->count));
  if (!header.number)
    return llvm::createStringError(
        fmt::format("{}: elements of type '{}', need b1, i1 to i8, u1 to u8, f4 or f8", path.str(), header.type));
  events.count = uint64_t(header.shape[eventsAreRows ? 0 : 1]);
  bool isTogether = eventsAreRows == header.isFortran;
  uint64_t size = header.elementBytes;
  for (size_t field = 0; field < 4; ++field) {
    std::optional<unsigned> at = options.columns->at[field];
    if (!at)
      continue;
    if (isTogether || events.sources.empty()) {
      llvm::Expected<BytesPtr> bytes = open();
      if (!bytes)
        return bytes.takeError();
      (*bytes)->skip(header.bytes + (isTogether ? *at * events.count * size : 0));
      events.sources.push_back({std::move(*bytes), isTogether ? size : size * options.columns->count});
    }
    events.columns[field] = NumpyColumn{events.sources.size() - 1, isTogether ? 0 : *at * size, *header.number};
  }
  events.unit = TimeUnit::of(*options.columns, options);
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// .npy
//===----------------------------------------------------------------------===//

static bool knowsNpy(const Head &head) { return isNumpy(head.bytes); }

static llvm::Expected<ReaderPtr> openNpy(BytesPtr bytes, const ReaderOptions &options, RecordingInfo &info) {
  llvm::Expected<NumpyHeader> header = readNumpyHeader(*bytes);
  if (!header)
    return header.takeError();
  info.format = "npy";
  NumpyEvents events;
  if (!header->members.empty()) {
    info.details = "records";
    info.firstByte = header->bytes;
    info.eventBytes = header->elementBytes;
    if (llvm::Error error = takeRecords(*header, std::move(bytes), options, events))
      return std::move(error);
  } else {
    info.details = "columns as stated";
    std::string path = bytes->path();
    auto again = [&]() -> llvm::Expected<BytesPtr> { return bytes->again(); };
    if (llvm::Error error = takeTable(*header, again, path, options, events))
      return std::move(error);
  }
  info.hasPolarity = events.columns[size_t(Field::Polarity)].has_value();
  return makeNumpyReader(std::move(events));
}

const Format snnc::sim::formatNpy{"npy with records t, x, y, p", knowsNpy, openNpy};

//===----------------------------------------------------------------------===//
// .npz
//===----------------------------------------------------------------------===//

namespace {
struct Discard {
  void operator()(zip_t *archive) const { zip_discard(archive); }
  void operator()(zip_file_t *file) const { zip_fclose(file); }
};

class Archive {
public:
  static llvm::Expected<std::shared_ptr<Archive>> open(const std::string &path);

  std::vector<std::string> names; ///< of all members, in order

  /// A member's bytes, which are decompressed while they are read.
  llvm::Expected<BytesPtr> member(size_t index);

private:
  std::string path;
  std::unique_ptr<zip_t, Discard> zip;
};
} // namespace

llvm::Expected<std::shared_ptr<Archive>> Archive::open(const std::string &path) {
  auto archive = std::make_shared<Archive>();
  int code = 0;
  archive->path = path;
  archive->zip.reset(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (!archive->zip) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string text = zip_error_strerror(&error);
    zip_error_fini(&error);
    return llvm::createStringError("cannot read '" + path + "': " + text);
  }
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive->zip.get(), 0); ++i) {
    const char *name = zip_get_name(archive->zip.get(), zip_uint64_t(i), 0);
    archive->names.push_back(name ? name : "");
  }
  return archive;
}

llvm::Expected<BytesPtr> Archive::member(size_t index) {
  std::string where = path + ":" + names[index];
  zip_stat_t status;
  std::shared_ptr<zip_file_t> file(zip_fopen_index(zip.get(), index, 0), [](zip_file_t *file) {
    if (file)
      zip_fclose(file);
  });
  if (!file || zip_stat_index(zip.get(), index, 0, &status) || !(status.valid & ZIP_STAT_SIZE))
    return llvm::createStringError(where + ": " + zip_strerror(zip.get()));
  auto read = [file, next = uint64_t(0)](char *to, size_t count, uint64_t offset) mutable -> int64_t {
    // A member can only be read on: what is passed over is read as well.
    while (next < offset) {
      zip_int64_t got = zip_fread(file.get(), to, std::min<uint64_t>(count, offset - next));
      if (got <= 0)
        return got;
      next += uint64_t(got);
    }
    errno = 0;
    zip_int64_t got = zip_fread(file.get(), to, count);
    next += uint64_t(std::max<zip_int64_t>(got, 0));
    return got;
  };
  return Bytes::ofSource(read, status.size, where);
}

llvm::Expected<bool> snnc::sim::hasMember(llvm::StringRef path, llvm::StringRef name) {
  llvm::Expected<std::shared_ptr<Archive>> archive = Archive::open(path.str());
  if (!archive)
    return archive.takeError();
  return llvm::is_contained((*archive)->names, name);
}

static bool knowsNpz(const Head &head) { return isZip(head.bytes); }

static llvm::Error refuseArchive(llvm::StringRef path, const Archive &archive) {
  bool isTorch = llvm::any_of(archive.names, [](llvm::StringRef name) { return name.ends_with("/data.pkl"); });
  std::vector<std::string> arrays;
  for (llvm::StringRef name : archive.names)
    if (name.consume_back(".npy"))
      arrays.push_back("'" + name.str() + "'");
  if (isTorch)
    return llvm::createStringError("'" + path + "' is a PyTorch file, and no recording");
  if (arrays.empty())
    return llvm::createStringError("'" + path + "' is a ZIP archive without arrays, and no recording");
  return llvm::createStringError(
      fmt::format("{}: no array 'input', it has {}; events are arrays t, x, y, p, or one array "
                  "of records with such members",
                  path.str(), fmt::join(arrays, ", ")));
}

/// One array a field.
static llvm::Error takeArrays(Archive &archive, llvm::ArrayRef<size_t> members, const Columns &columns,
                              const ReaderOptions &options, llvm::StringRef path, NumpyEvents &events) {
  std::optional<int64_t> length;
  for (size_t field = 0; field < 4; ++field) {
    if (!columns.at[field])
      continue;
    llvm::Expected<BytesPtr> bytes = archive.member(members[*columns.at[field]]);
    if (!bytes)
      return bytes.takeError();
    llvm::Expected<NumpyHeader> header = readNumpyHeader(**bytes);
    if (!header)
      return header.takeError();
    int64_t count = header->shape.empty() ? -1 : header->shape.front();
    bool isColumn = header->shape.size() == 1 || (header->shape.size() == 2 && header->shape[1] == 1);
    if (!header->number || !isColumn || (length && *length != count))
      return llvm::createStringError(fmt::format("{}: an array of shape {} and type '{}': need one number an event{}",
                                                 (*bytes)->path(), header->shapeText(), header->type,
                                                 length ? fmt::format(", {} of them", *length) : ""));
    length = count;
    events.columns[field] = NumpyColumn{events.sources.size(), 0, *header->number};
    events.sources.push_back({std::move(*bytes), header->elementBytes});
  }
  events.count = uint64_t(*length);
  events.unit = TimeUnit::of(columns, options);
  return llvm::Error::success();
}

static llvm::Expected<ReaderPtr> openNpz(BytesPtr bytes, const ReaderOptions &options, RecordingInfo &info) {
  std::string path = bytes->path();
  llvm::Expected<std::shared_ptr<Archive>> archive = Archive::open(path);
  if (!archive)
    return archive.takeError();
  info.format = "npz";
  std::vector<llvm::StringRef> names;
  std::vector<size_t> members;
  for (auto [i, full] : llvm::enumerate((*archive)->names))
    if (llvm::StringRef name = full; name.consume_back(".npy")) {
      names.push_back(name);
      members.push_back(i);
    }
  llvm::Expected<std::optional<Columns>> columns = columnsOf(names);
  if (!columns)
    return llvm::createStringError(path + ": " + llvm::toString(columns.takeError()));
  NumpyEvents events;
  if (*columns) {
    info.details = "one array a field";
    if (llvm::Error error = takeArrays(**archive, members, **columns, options, path, events))
      return std::move(error);
  } else {
    // One array of records, or of columns, beside labels.
    auto isLabel = [](llvm::StringRef name) { return name == "label" || name == "labels"; };
    llvm::erase_if(members, [&](size_t i) { return isLabel(llvm::StringRef((*archive)->names[i]).drop_back(4)); });
    if (members.size() != 1)
      return refuseArchive(path, **archive);
    llvm::Expected<BytesPtr> member = (*archive)->member(members.front());
    if (!member)
      return member.takeError();
    llvm::Expected<NumpyHeader> header = readNumpyHeader(**member);
    if (!header)
      return header.takeError();
    if (header->members.empty() && !options.columns && header->shape.size() != 2)
      return refuseArchive(path, **archive);
    info.details = header->members.empty() ? "columns as stated" : "records";
    auto again = [&] { return (*archive)->member(members.front()); };
    if (llvm::Error error = header->members.empty() ? takeTable(*header, again, path, options, events)
                                                    : takeRecords(*header, std::move(*member), options, events))
      return std::move(error);
  }
  info.hasPolarity = events.columns[size_t(Field::Polarity)].has_value();
  return makeNumpyReader(std::move(events), std::move(*archive));
}

const Format snnc::sim::formatNpz{"npz with arrays t, x, y, p", knowsNpz, openNpz};
