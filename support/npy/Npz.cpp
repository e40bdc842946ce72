//===- Npz.cpp - named arrays in a zip ------------------------------------===//
//
// Through libzip, whose handles are closed by their owners here.
//
//===----------------------------------------------------------------------===//
#include "support/interrupt/Interrupt.h"
#include "support/npy/DeflatedArray.h"
#include <cstring>
#include <list>
#include <memory>
#include <zip.h>
#include <zlib.h>

using namespace snnc;
using llvm::createStringError;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

namespace {
struct Discard {
  void operator()(zip_t *archive) const { zip_discard(archive); }
  void operator()(zip_file_t *file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Discard>;
} // namespace

static Expected<Archive> openArchive(StringRef path, int flags, StringRef verb) {
  int code = 0;
  Archive archive(zip_open(path.str().c_str(), flags, &code));
  if (archive)
    return archive;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return createStringError("cannot " + verb + " '" + path + "': " + text);
}

bool snnc::isZip(StringRef bytes) { return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"); }

/// The bytes of one member. The size that the zip claims is not trusted: what can be read is. It is only made room for,
/// where so many can come of what is there.
static Expected<std::vector<char>> readMember(zip_t *archive, zip_uint64_t index, const std::string &where) {
  std::unique_ptr<zip_file_t, Discard> file(zip_fopen_index(archive, index, 0));
  if (!file)
    return createStringError(where + ": " + zip_strerror(archive));
  std::vector<char> bytes;
  constexpr uint64_t greatestRatio = 1100; // of deflate it is 1032
  if (zip_stat_t stat; zip_stat_index(archive, index, 0, &stat) == 0 &&
                       (stat.valid & (ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE)) == (ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE) &&
                       stat.size / greatestRatio <= stat.comp_size)
    bytes.reserve(stat.size);
  std::vector<char> chunk(1 << 16);
  while (true) {
    zip_int64_t count = zip_fread(file.get(), chunk.data(), chunk.size());
    if (count < 0)
      return createStringError(where + ": " + zip_error_strerror(zip_file_get_error(file.get())));
    if (count == 0)
      return bytes;
    bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + count);
  }
}

Expected<NpzArrays> snnc::readNpz(StringRef path) {
  Expected<Archive> archive = openArchive(path, ZIP_RDONLY, "read");
  if (!archive)
    return archive.takeError();
  NpzArrays arrays;
  for (zip_int64_t index = 0; index < zip_get_num_entries(archive->get(), 0); ++index) {
    StringRef name(zip_get_name(archive->get(), index, 0));
    std::string where = (path + ":" + name).str();
    if (!name.consume_back(".npy"))
      return createStringError(where + ": not a .npy array");
    Expected<std::vector<char>> bytes = readMember(archive->get(), index, where);
    if (!bytes)
      return bytes.takeError();
    Expected<NpyArray> array = takeNpy(std::move(*bytes), where);
    if (!array)
      return array.takeError();
    if (!arrays.emplace(name.str(), std::move(*array)).second)
      return createStringError(where + ": there is a second array of this name");
  }
  return arrays;
}

namespace {
/// What libzip reads of an array: its header, its parts, and the end of a deflated stream.
class Member {
public:
  explicit Member(const DeflatedArray &array) {
    Deflater header;
    header.addBytes(llvm::ArrayRef<char>(npyHeader(array.shape, array.kind, array.itemSize)));
    head = header.finish();
    add(head);
    for (const DeflatedPart &part : array.parts)
      add(part);
    chunks.push_back(end);
    compressed += end.size();
  }

  static zip_int64_t serve(void *member, void *data, zip_uint64_t size, zip_source_cmd_t command) {
    return static_cast<Member *>(member)->serve(data, size, command);
  }

private:
  static constexpr StringRef end = StringRef("\x03\x00", 2); ///< a last block, empty

  void add(const DeflatedPart &part) {
    chunks.push_back(part.bytes);
    compressed += part.bytes.size();
    checksum = uint32_t(crc32_combine(checksum, part.checksum, z_off_t(part.size)));
    size += part.size;
  }

  zip_int64_t serve(void *data, zip_uint64_t room, zip_source_cmd_t command) {
    switch (command) {
    case ZIP_SOURCE_SUPPORTS:
      return ZIP_SOURCE_SUPPORTS_READABLE;
    case ZIP_SOURCE_OPEN:
      chunk = at = 0;
      return 0;
    case ZIP_SOURCE_READ:
      return read(static_cast<char *>(data), room);
    case ZIP_SOURCE_STAT:
      return tell(*static_cast<zip_stat_t *>(data));
    case ZIP_SOURCE_ERROR:
      return zip_error_to_data(&error, data, room);
    default:
      return 0;
    }
  }

  zip_int64_t read(char *to, zip_uint64_t room) {
    zip_uint64_t count = 0;
    while (count < room && chunk < chunks.size()) {
      StringRef some = chunks[chunk].substr(at, room - count);
      std::copy(some.begin(), some.end(), to + count);
      count += some.size();
      at += some.size();
      if (at == chunks[chunk].size()) {
        ++chunk;
        at = 0;
      }
    }
    return zip_int64_t(count);
  }

  zip_int64_t tell(zip_stat_t &stat) const {
    zip_stat_init(&stat);
    stat.valid = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_CRC | ZIP_STAT_MTIME;
    stat.size = size;
    stat.comp_size = compressed;
    stat.comp_method = ZIP_CM_DEFLATE;
    stat.crc = checksum;
    stat.mtime = 0; // another time is set beside
    return sizeof(stat);
  }

  DeflatedPart head;
  std::vector<StringRef> chunks;
  uint64_t size = 0, compressed = 0;
  uint32_t checksum = 0;
  size_t chunk = 0, at = 0; ///< where reading stands
  zip_error_t error = {};
};
} // namespace

Error snnc::writeNpz(StringRef path, const DeflatedArrays &arrays) {
  Expected<Archive> archive = openArchive(path, ZIP_CREATE | ZIP_TRUNCATE, "write");
  if (!archive)
    return archive.takeError();
  auto fail = [&] { return createStringError("cannot write '" + path + "': " + zip_strerror(archive->get())); };
  std::list<Member> members; // read by zip_close
  for (const auto &[name, array] : arrays) {
    Member &member = members.emplace_back(array);
    zip_source_t *source = zip_source_function(archive->get(), Member::serve, &member);
    if (!source)
      return fail();
    zip_int64_t index = zip_file_add(archive->get(), (name + ".npy").c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      zip_source_free(source);
      return fail();
    }
    // 1980-01-01 00:00, the first time that a zip can hold.
    constexpr zip_uint16_t firstDate = (0 << 9) | (1 << 5) | 1;
    if (zip_file_set_dostime(archive->get(), index, 0, firstDate, 0))
      return fail();
  }
  // It writes beside the name, under one of its own making, and renames.
  SignalHold hold;
  if (zip_close(archive->get()))
    return fail();
  archive->release();
  return Error::success();
}

Error snnc::writeNpz(StringRef path, const NpzArrays &arrays) {
  DeflatedArrays deflated;
  for (const auto &[name, array] : arrays) {
    Deflater deflater;
    deflater.addBytes(array.data);
    deflated[name] = {array.shape, array.kind, array.itemSize, {}};
    deflated[name].parts.push_back(deflater.finish());
  }
  return writeNpz(path, deflated);
}
