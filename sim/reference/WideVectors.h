//===- WideVectors.h - code for wider vectors -------------------*- C++ -*-===//
//
// The project is built for every processor of its kind, so that vectors are short. Where a loop over channels is worth
// it, it is compiled a second time for those with longer ones: a function `Wide` that does nothing but inline the
// other, chosen where the processor has them. There is no fused multiplication among them, so that both give the same
// in every bit.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_WIDEVECTORS_H
#define SNNC_SIM_REFERENCE_WIDEVECTORS_H

#include <cstdint>
#include <cstring>
#include <type_traits>

#define SNNC_INLINE __attribute__((always_inline))

#if defined(__x86_64__)
#define SNNC_WIDE __attribute__((target("avx2")))
#else
#define SNNC_WIDE
#endif

/// In front of a loop whose iterations have nothing to do with each other, though it may not look so.
#if defined(__clang__)
#define SNNC_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define SNNC_INDEPENDENT _Pragma("GCC ivdep")
#else
#define SNNC_INDEPENDENT
#endif

namespace snnc::sim::reference {

/// Values side by side, on which arithmetic is element by element; integers are modulo 2^32.
template <typename T> struct Lanes {
  using Element = std::conditional_t<std::is_integral_v<T>, uint32_t, T>;
  using Type [[gnu::vector_size(8 * sizeof(T))]] = Element;
  static constexpr unsigned size = 8;

  SNNC_INLINE static void load(Type &lanes, const T *from) { std::memcpy(&lanes, from, sizeof(Type)); }
  SNNC_INLINE static void store(T *to, const Type &lanes) { std::memcpy(to, &lanes, sizeof(Type)); }
};

/// Whether functions `Wide` are chosen, by engines that are made from now on: where the processor has such vectors,
/// unless a test says otherwise.
inline bool &usesWideVectors() {
#if defined(__x86_64__)
  static bool uses = __builtin_cpu_supports("avx2");
#else
  static bool uses = false;
#endif
  return uses;
}

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_WIDEVECTORS_H
