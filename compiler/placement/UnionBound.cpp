//===- UnionBound.cpp - least cost by unions of classes -------------------===//

#include "compiler/placement/UnionBound.h"
#include "compiler/placement/Bounds.h"
#include <algorithm>
#include <cmath>
#include <map>

using namespace snnc::placement;

/// The time grows with the third power of both.
static constexpr size_t mostClasses = 64, mostUnions = 192;

namespace {
using Vector = std::vector<double>;
/// A symmetric matrix, row by row.
struct Matrix {
  explicit Matrix(size_t size) : size(size), entries(size * size) {}
  double &operator()(size_t row, size_t column) { return entries[row * size + column]; }
  double operator()(size_t row, size_t column) const { return entries[row * size + column]; }

  size_t size;
  Vector entries;
};

/// Classes, by their numbers.
using Union = std::vector<size_t>;

/// Maximises `gains` * weights + `gain` * level over weights of at least 0 and a level such that
///
///     form + sum of weights * (sum of a union's classes)^2 - level * (sum of all classes)^2
///
/// is positive semidefinite. Newton's method on the logarithmic barrier, which stays inside.
class Program {
public:
  Program(const Matrix &form, std::vector<Union> unions, const Vector &gains, double gain);

  /// The best value found.
  double solve();
  /// The trace of its matrix.
  double trace() const;

private:
  Matrix matrixOf(const Vector &point) const;
  /// What the barrier of the given weight makes of a point; -infinity outside.
  double barrierOf(const Vector &point, double weight) const;
  /// Newton's step.
  Vector stepFrom(const Vector &point, double weight) const;
  double valueOf(const Vector &point) const;

  const Matrix &form;
  /// The last one, of all classes, is that of the level.
  std::vector<Union> unions;
  Vector gains;
  /// Weights, and last the negative level.
  Vector best;
};
} // namespace

/// Turns a positive definite matrix into its lower triangular factor; whether it is one.
static bool factorise(Matrix &matrix) {
  for (size_t column = 0; column < matrix.size; ++column) {
    for (size_t row = column; row < matrix.size; ++row) {
      double sum = matrix(row, column);
      for (size_t i = 0; i < column; ++i)
        sum -= matrix(row, i) * matrix(column, i);
      if (row > column)
        matrix(row, column) = sum / matrix(column, column);
      else if (sum > 0)
        matrix(row, column) = std::sqrt(sum);
      else
        return false;
    }
  }
  return true;
}

/// Solves with the factor of a matrix, in place.
static void solveWith(const Matrix &factor, Vector &side) {
  for (size_t row = 0; row < factor.size; ++row) {
    for (size_t i = 0; i < row; ++i)
      side[row] -= factor(row, i) * side[i];
    side[row] /= factor(row, row);
  }
  for (size_t row = factor.size; row-- > 0;) {
    for (size_t i = row + 1; i < factor.size; ++i)
      side[row] -= factor(i, row) * side[i];
    side[row] /= factor(row, row);
  }
}

Program::Program(const Matrix &form, std::vector<Union> all, const Vector &gains, double gain)
    : form(form), unions(std::move(all)), gains(gains), best(unions.size() + 1) {
  Union everything(form.size);
  for (size_t i = 0; i < form.size; ++i)
    everything[i] = i;
  unions.push_back(everything);
  this->gains.push_back(-gain);
  // Inside: each class outweighs what is outside of the diagonal.
  for (size_t i = 0; i + 1 < unions.size(); ++i) {
    best[i] = 1;
    for (size_t other = 0; other < form.size && unions[i].size() == 1; ++other)
      best[i] += std::abs(form(unions[i].front(), other));
  }
}

Matrix Program::matrixOf(const Vector &point) const {
  Matrix matrix = form;
  for (size_t i = 0; i < unions.size(); ++i)
    for (size_t row : unions[i])
      for (size_t column : unions[i])
        matrix(row, column) += point[i];
  return matrix;
}

double Program::trace() const {
  Matrix matrix = matrixOf(best);
  double sum = 0;
  for (size_t i = 0; i < matrix.size; ++i)
    sum += matrix(i, i);
  return sum;
}

double Program::valueOf(const Vector &point) const {
  double sum = 0;
  for (size_t i = 0; i < point.size(); ++i)
    sum += gains[i] * point[i];
  return sum;
}

double Program::barrierOf(const Vector &point, double weight) const {
  double sum = valueOf(point);
  for (size_t i = 0; i + 1 < point.size(); ++i) {
    if (!(point[i] > 0))
      return -HUGE_VAL;
    sum += weight * std::log(point[i]);
  }
  Matrix factor = matrixOf(point);
  if (!factorise(factor))
    return -HUGE_VAL;
  for (size_t i = 0; i < factor.size; ++i)
    sum += 2 * weight * std::log(factor(i, i));
  return sum;
}

Vector Program::stepFrom(const Vector &point, double weight) const {
  Matrix factor = matrixOf(point);
  factorise(factor);
  std::vector<Vector> inverse; // column by column
  for (size_t i = 0; i < factor.size; ++i) {
    inverse.emplace_back(factor.size);
    inverse.back()[i] = 1;
    solveWith(factor, inverse.back());
  }
  size_t count = unions.size();
  Matrix curvature(count);
  Vector step(count);
  for (size_t i = 0; i < count; ++i) {
    Vector image(factor.size); // the inverse of the union's vector
    for (size_t one : unions[i])
      for (size_t row = 0; row < factor.size; ++row)
        image[row] += inverse[one][row];
    for (size_t j = 0; j <= i; ++j) {
      double product = 0;
      for (size_t row : unions[j])
        product += image[row];
      curvature(i, j) = weight * product * product;
      if (i == j)
        step[i] = gains[i] + weight * product;
    }
    if (i + 1 < count) {
      curvature(i, i) += weight / (point[i] * point[i]);
      step[i] += weight / point[i];
    }
  }
  if (!factorise(curvature))
    return Vector(count);
  solveWith(curvature, step);
  return step;
}

double Program::solve() {
  // The barrier keeps less than its weight times the number of its logarithms of the greatest value.
  constexpr double last = 1e-6, shrink = 0.2;
  constexpr int32_t mostSteps = 30;
  double scale = 0;
  for (double gain : gains)
    scale = std::max(scale, std::abs(gain));
  for (double weight = scale; weight > last * scale; weight *= shrink) {
    double value = barrierOf(best, weight);
    for (int32_t steps = 0; steps < mostSteps; ++steps) {
      Vector step = stepFrom(best, weight), point = best;
      double length = 1, found = -HUGE_VAL;
      for (; length > 1e-8; length /= 2) {
        for (size_t i = 0; i < point.size(); ++i)
          point[i] = best[i] + length * step[i];
        found = barrierOf(point, weight);
        if (found > value)
          break;
      }
      if (!(found > value))
        break;
      bool isClose = found - value < 1e-3 * weight;
      best = point;
      value = found;
      if (isClose)
        break;
    }
  }
  return valueOf(best);
}

namespace {
/// The classes of a problem, free sites being one without links.
struct Parts {
  Vector sizes;
  Matrix packets;
};
} // namespace

static Parts partsOf(const Problem &problem, const Classes &classes) {
  size_t free = problem.sites.size() - problem.clusters(), count = classes.all.size();
  Parts parts{{}, Matrix(count + (free > 0))};
  for (size_t number = 0; number < count; ++number) {
    const ClusterClass &one = classes.all[number];
    parts.sizes.push_back(double(one.members.size()));
    parts.packets(number, number) = one.innerPackets;
    for (const ClassLink &link : one.links)
      parts.packets(number, size_t(link.other)) = link.packets;
  }
  if (free > 0)
    parts.sizes.push_back(double(free));
  return parts;
}

/// Single classes, linked pairs, paths of three classes, as many as there may be, but not that of all, which the level
/// stands for.
static std::vector<Union> unionsOf(const Matrix &packets) {
  std::vector<Union> unions;
  for (size_t a = 0; a < packets.size; ++a)
    unions.push_back({a});
  for (size_t a = 0; a < packets.size; ++a)
    for (size_t b = a + 1; b < packets.size && unions.size() < mostUnions; ++b)
      if (packets(a, b) > 0)
        unions.push_back({a, b});
  for (size_t middle = 0; middle < packets.size; ++middle)
    for (size_t a = 0; a < packets.size; ++a)
      for (size_t b = a + 1; b < packets.size && unions.size() < mostUnions; ++b)
        if (a != middle && b != middle && packets(middle, a) > 0 && packets(middle, b) > 0)
          unions.push_back({a, middle, b});
  unions.erase(
      std::remove_if(unions.begin(), unions.end(), [&](const Union &one) { return one.size() == packets.size; }),
      unions.end());
  return unions;
}

/// Of all lines between columns and between rows, by how many sites one side has more than half of all.
static Vector excessesOf(const Problem &problem) {
  Vector left(size_t(problem.columns)), above(size_t(problem.rows)), excesses;
  for (const Site &site : problem.sites) {
    ++left[site.column];
    ++above[site.row];
  }
  for (const Vector &counts : {left, above}) {
    double sum = -double(problem.sites.size()) / 2;
    for (size_t i = 0; i + 1 < counts.size(); ++i)
      excesses.push_back(sum += counts[i]);
  }
  return excesses;
}

double snnc::placement::unionBound(const Problem &problem, const Classes &classes) {
  if (classes.all.size() >= mostClasses)
    return 0;
  Parts parts = partsOf(problem, classes);
  if (parts.packets.size < 2)
    return 0;
  double most = *std::max_element(parts.packets.entries.begin(), parts.packets.entries.end());
  if (most <= 0)
    return 0;
  Vector excesses = excessesOf(problem);
  double lines = double(excesses.size()), squares = 0, sizeSquares = 0, middle = 0;
  for (double excess : excesses)
    squares += excess * excess;
  // In multiples of the greatest amount: flows over a line with half of each class on both sides, and the form of what
  // a class has more.
  Matrix form(parts.packets.size);
  for (size_t a = 0; a < form.size; ++a) {
    sizeSquares += parts.sizes[a] * parts.sizes[a] / 4;
    for (size_t b = 0; b < form.size; ++b) {
      form(a, b) = -parts.packets(a, b) / most;
      middle -= form(a, b) * parts.sizes[a] * parts.sizes[b] / 4;
    }
  }
  std::vector<Union> unions = unionsOf(parts.packets);
  std::map<double, double> totals;
  Vector gains;
  for (const Union &one : unions) {
    double size = 0;
    for (size_t part : one)
      size += parts.sizes[part];
    auto [entry, isNew] = totals.insert({size, 0});
    if (isNew)
      entry->second = leastTotalHops(int32_t(size));
    gains.push_back(entry->second - lines * size * size / 4);
  }
  Program program(form, unions, gains, squares);
  double value = lines * middle + program.solve();
  // A factor that rounding lets pass belongs to a matrix that is no farther from positive semidefinite.
  double rounding = 1e-12 * program.trace() * sizeSquares * lines;
  return std::max(0.0, (value - rounding) * most);
}
