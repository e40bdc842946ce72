//===- Text.cpp - events as lines of text ---------------------------------===//
//
// Cells apart by commas, semicolons, tabs or spaces. Which column is which, a line of names says, or --columns; four
// whole numbers apart by commas, without either, are t_us,x,y,p. Lines that begin with '#' or '%' are comments, two
// numbers alone in front of all events are the sensor's size.
//
//===----------------------------------------------------------------------===//

#include "sim/data/readers/Formats.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include <charconv>
#include <fmt/format.h>

using namespace snnc::sim;

namespace {
/// Bytes of a line; longer ones are no events.
constexpr size_t longestLine = 4096;
using Cells = llvm::SmallVector<llvm::StringRef, 8>;

struct Layout {
  Columns columns;
  char separator = ','; ///< ' ' for any run of spaces and tabs
  bool hasNames = false;
};

class TextReader final : public EventReader {
public:
  TextReader(BytesPtr bytes, const Layout &layout) : bytes(std::move(bytes)), layout(layout) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) override;

  uint64_t line = 0; ///< read so far

private:
  llvm::Error parse(llvm::StringRef text, RecordedEvent &event);
  llvm::Error fail(llvm::StringRef text, const llvm::Twine &why) const {
    return llvm::createStringError(
        fmt::format("{}:{}: '{}' is no event: {}", bytes->path(), line, text.take_front(80).str(), why.str()));
  }

  BytesPtr bytes;
  Layout layout;
  Cells cells;
  bool sawEvent = false, wasNamed = false;
};
} // namespace

static bool isComment(llvm::StringRef line) {
  return line.empty() || line.front() == '#' || line.front() == '%' || line.starts_with("//");
}

static char separatorOf(llvm::StringRef line) { return line.contains(',') ? ',' : line.contains(';') ? ';' : ' '; }

static void split(llvm::StringRef line, char separator, Cells &cells) {
  cells.clear();
  if (separator != ' ') {
    line.split(cells, separator);
    return;
  }
  for (line = line.ltrim(" \t"); !line.empty(); line = line.ltrim(" \t")) {
    size_t end = std::min(line.find_first_of(" \t"), line.size());
    cells.push_back(line.take_front(end));
    line = line.drop_front(end);
  }
}

static bool toDouble(llvm::StringRef cell, double &value) {
  cell = cell.trim(" \t\"");
  cell.consume_front("+");
  auto [end, code] = std::from_chars(cell.begin(), cell.end(), value);
  return code == std::errc() && end == cell.end() && !cell.empty();
}

/// A whole number, also as "12.0", or true or false.
static bool toWhole(llvm::StringRef cell, int64_t &value) {
  cell = cell.trim(" \t\"");
  auto [end, code] = std::from_chars(cell.begin(), cell.end(), value);
  if (code == std::errc() && end == cell.end() && !cell.empty())
    return true;
  if (cell.equals_insensitive("true") || cell.equals_insensitive("false")) {
    value = cell.size() == 4;
    return true;
  }
  double number;
  if (!toDouble(cell, number) || number != double(int64_t(std::max(-1e9, std::min(1e9, number)))))
    return false;
  value = int64_t(number);
  return true;
}

llvm::Error TextReader::parse(llvm::StringRef text, RecordedEvent &event) {
  split(text, layout.separator, cells);
  const Columns &columns = layout.columns;
  if (cells.size() != columns.count)
    return fail(text, fmt::format("{} cells, need {}", cells.size(), columns.count));
  llvm::StringRef cell = cells[*columns.of(Field::Time)];
  double time;
  int64_t whole;
  if (auto [end, code] = std::from_chars(cell.begin(), cell.end(), whole);
      code == std::errc() && end == cell.end() && columns.ticks == 1) {
    if (whole > mostTime || whole < -mostTime)
      return fail(text, "the time is no number of microseconds below 2^53");
    event.t = whole;
  } else if (!toDouble(cell, time)) {
    return fail(text, "the time is no number");
  } else if (const char *why = toTime(time, columns.ticks, columns.unitIsStated, event.t)) {
    return fail(text, why);
  }
  uint16_t *targets[] = {nullptr, &event.x, &event.y, &event.p};
  for (Field field : {Field::X, Field::Y, Field::Polarity}) {
    uint16_t &target = *targets[size_t(field)];
    target = 0;
    std::optional<unsigned> at = columns.of(field);
    int64_t value = 0;
    if (at && !toWhole(cells[*at], value))
      return fail(text, fmt::format("'{}' is no whole number", cells[*at].trim().str()));
    const char *why = field == Field::Polarity ? toPolarity(value, target) : toCoordinate(value, target);
    if (why)
      return fail(text, why);
  }
  return llvm::Error::success();
}

llvm::Expected<size_t> TextReader::read(llvm::MutableArrayRef<RecordedEvent> events) {
  size_t count = 0;
  while (count < events.size()) {
    llvm::Expected<llvm::StringRef> window = bytes->peek(longestLine);
    if (!window)
      return window.takeError();
    if (window->empty())
      break;
    size_t taken = 0;
    while (count < events.size() && taken < window->size()) {
      llvm::StringRef rest = window->drop_front(taken);
      size_t end = rest.find('\n');
      bool isLast = rest.size() == bytes->left() - taken;
      if (end == llvm::StringRef::npos && !isLast && rest.size() < longestLine)
        break; // the line goes on behind the window
      ++line;
      if (std::min(end, rest.size()) > longestLine || (end == llvm::StringRef::npos && !isLast))
        return fail(rest, fmt::format("a line of more than {} bytes", longestLine));
      llvm::StringRef text = rest.take_front(end);
      taken += std::min(text.size() + 1, rest.size());
      text = text.trim(" \t\r");
      if (line == 1)
        text.consume_front("\xef\xbb\xbf");
      if (isComment(text))
        continue;
      if (!sawEvent && layout.hasNames && !wasNamed) {
        wasNamed = true;
        continue;
      }
      if (!sawEvent && layout.columns.count > 2) {
        split(text, layout.separator, cells);
        if (cells.size() == 2)
          continue; // the sensor's size
      }
      if (llvm::Error error = parse(text, events[count]))
        return std::move(error);
      sawEvent = true;
      ++count;
    }
    bytes->skip(taken);
    if (taken == 0)
      break;
  }
  return count;
}

//===----------------------------------------------------------------------===//
// Which texts are events
//===----------------------------------------------------------------------===//

/// The first line that is no comment.
static llvm::StringRef firstLine(llvm::StringRef bytes) {
  bytes.consume_front("\xef\xbb\xbf");
  for (llvm::StringRef line; !bytes.empty();) {
    std::tie(line, bytes) = bytes.split('\n');
    if (!isComment(line.trim()))
      return line.trim(" \t\r");
  }
  return {};
}

static bool areNumbers(llvm::ArrayRef<llvm::StringRef> cells) {
  int64_t number;
  double real;
  return !cells.empty() &&
         llvm::all_of(cells, [&](llvm::StringRef cell) { return toDouble(cell, real) || toWhole(cell, number); });
}

bool snnc::sim::beginsWithNumbers(llvm::StringRef text) {
  llvm::StringRef line = firstLine(text);
  Cells cells;
  split(line, separatorOf(line), cells);
  return areNumbers(cells);
}

/// How the columns of a text lie; nothing where it says so nowhere.
static llvm::Expected<std::optional<Layout>> layoutOf(llvm::StringRef bytes, const ReaderOptions &options) {
  llvm::StringRef line = firstLine(bytes);
  Layout layout;
  layout.separator = separatorOf(line);
  Cells cells;
  split(line, layout.separator, cells);
  llvm::Expected<std::optional<Columns>> named = columnsOf(cells);
  if (!named)
    return named.takeError();
  if (*named) {
    layout.columns = **named;
    layout.hasNames = true;
    if (options.columns && options.columns->unitIsStated && !layout.columns.unitIsStated) {
      layout.columns.ticks = options.columns->ticks;
      layout.columns.unitIsStated = true;
    }
    return layout;
  }
  if (!areNumbers(cells))
    return std::nullopt;
  if (options.columns) {
    layout.columns = *options.columns;
    return layout;
  }
  if (layout.separator != ',' || cells.size() != 4 || cells[0].contains('.'))
    return std::nullopt;
  layout.columns.at = {0, 1, 2, 3};
  layout.columns.count = 4;
  return layout;
}

static bool knows(const Head &head) {
  if (!isText(head.bytes))
    return false;
  llvm::Expected<std::optional<Layout>> layout = layoutOf(head.bytes, *head.options);
  if (layout)
    return layout->has_value();
  llvm::consumeError(layout.takeError());
  return true; // its names contradict each other, which opening tells
}

static llvm::Expected<ReaderPtr> open(BytesPtr bytes, const ReaderOptions &options, RecordingInfo &info) {
  llvm::Expected<llvm::StringRef> window = bytes->peek(1 << 16);
  if (!window)
    return window.takeError();
  llvm::Expected<std::optional<Layout>> layout = layoutOf(*window, options);
  if (!layout)
    return llvm::createStringError(bytes->path() + ": " + llvm::toString(layout.takeError()));
  info.format = "text";
  const Columns &columns = (*layout)->columns;
  info.details = (*layout)->hasNames ? "columns by their names" : options.columns ? "columns as stated" : "t_us,x,y,p";
  info.hasPolarity = columns.of(Field::Polarity).has_value();
  Cells cells;
  split(firstLine(*window), (*layout)->separator, cells);
  uint32_t width, height;
  if (!(*layout)->hasNames && cells.size() == 2 && columns.count > 2 && !cells[0].getAsInteger(10, width) &&
      !cells[1].getAsInteger(10, height)) {
    info.width = width;
    info.height = height;
  }
  return std::make_unique<TextReader>(std::move(bytes), **layout);
}

const Format snnc::sim::formatText{"text with columns t, x, y, p", knows, open};
