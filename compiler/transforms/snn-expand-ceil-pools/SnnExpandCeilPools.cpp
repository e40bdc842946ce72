//===- SnnExpandCeilPools.cpp - windows over the edge ---------------------===//

#include "compiler/transforms/snn-expand-ceil-pools/SnnExpandCeilPools.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/DebugLog.h"

using namespace mlir;
using namespace snnc;

#define DEBUG_TYPE "snn-expand-ceil-pools"

#define GEN_PASS_DEF_SNNEXPANDCEILPOOLS
namespace snnc {
#include "compiler/transforms/snn-expand-ceil-pools/SnnExpandCeilPools.h.inc"
} // namespace snnc

namespace {
/// Windows [begin, end) of an axis that are alike: sums over `kernel` of the pixels [first, last), times `factor`.
struct Run {
  int64_t begin, end, first, last, kernel;
  double factor;
};

/// Some windows of a pool, as a pool of its own.
struct Part {
  Run rows, columns;
  Value spikes; ///< of the windows

  double factor() const { return rows.factor * columns.factor; }
};
} // namespace

/// The full windows of an axis, and the last one where it hangs over the edge; there is never more than one.
static SmallVector<Run, 2> runsOf(snn::SumPool2dOp pool, unsigned axis) {
  int64_t pixels = snn::getShape(pool.getSource().getType())[axis + 1], kernel = pool.getKernel()[axis];
  int64_t windows = snn::getShape(pool.getResult().getType())[axis + 1], stride = pool.getStrideOrKernel()[axis];
  int64_t last = (windows - 1) * stride;
  if (last + kernel <= pixels)
    return {{0, windows, 0, last + kernel, kernel, 1}};
  SmallVector<Run, 2> runs;
  if (windows > 1)
    runs.push_back({0, windows - 1, 0, last - stride + kernel, kernel, 1});
  runs.push_back({windows - 1, windows, last, pixels, pixels - last, double(kernel) / double(pixels - last)});
  return runs;
}

/// Neurons, and merges of currents: an identity without weights, which they may have had before them, folds away.
static bool readsCurrent(Operation *user) { return isa<snn::NeuronOpInterface, snn::MergeOp>(user); }

/// Whether every reader can have a share of the factor in its weights.
static bool isReadBySynapses(Value current) {
  return llvm::all_of(current.getUsers(), [](Operation *user) {
    if (isa<snn::FlattenOp>(user))
      return llvm::all_of(user->getUsers(), [](Operation *reader) { return isa<snn::LinearOp>(reader); });
    return isa<snn::Conv2dOp, snn::IdentityOp>(user) || readsCurrent(user);
  });
}

namespace {
class Expander {
public:
  explicit Expander(snn::SumPool2dOp pool) : pool(pool), builder(pool) {}

  void run() {
    giveSynapse();
    for (const Run &rows : runsOf(pool, 0))
      for (const Run &columns : runsOf(pool, 1))
        parts.push_back(makePart(rows, columns));
    for (Operation *user : llvm::make_early_inc_range(pool.getResult().getUsers())) {
      if (auto flatten = dyn_cast<snn::FlattenOp>(user)) {
        for (Operation *reader : llvm::make_early_inc_range(flatten.getResult().getUsers()))
          replace(reader,
                  [&](const Part &part, bool first) { return linear(cast<snn::LinearOp>(reader), part, first); });
        flatten.erase();
      } else {
        replace(user, [&](const Part &part, bool first) { return convolution(user, part, first); });
      }
    }
    pool.erase();
  }

private:
  /// An identity for those who read the current itself.
  void giveSynapse() {
    SmallVector<OpOperand *> uses;
    for (OpOperand &use : pool.getResult().getUses())
      if (readsCurrent(use.getOwner()))
        uses.push_back(&use);
    if (uses.empty())
      return;
    builder.setInsertionPointAfter(pool);
    Type type = pool.getResult().getType();
    Value current =
        snn::IdentityOp::create(builder, pool.getLoc(), type, pool.getResult(), ElementsAttr(), ElementsAttr())
            .getCurrent();
    for (OpOperand *use : uses)
      use->set(current);
    builder.setInsertionPoint(pool);
  }

  Part makePart(const Run &rows, const Run &columns) {
    ArrayRef<int64_t> shape = snn::getShape(pool.getSource().getType());
    std::array<int64_t, 4> cropping{rows.first, columns.first, shape[1] - rows.last, shape[2] - columns.last};
    Value spikes = pool.getSource();
    if (llvm::any_of(cropping, [](int64_t border) { return border != 0; }))
      spikes = snn::Crop2dOp::create(builder, pool.getLoc(), spikes, ArrayRef<int64_t>(cropping)).getResult();
    std::array<int64_t, 2> kernel{rows.kernel, columns.kernel}, stride = kernel;
    // The stride of a single window is any: with that of its size it may be an address.
    if (rows.end - rows.begin > 1)
      stride[0] = pool.getStrideOrKernel()[0];
    if (columns.end - columns.begin > 1)
      stride[1] = pool.getStrideOrKernel()[1];
    spikes = snn::SumPool2dOp::create(builder, pool.getLoc(), spikes, builder.getDenseI64ArrayAttr(kernel),
                                      kernel == stride ? nullptr : builder.getDenseI64ArrayAttr(stride))
                 .getResult();
    return {rows, columns, spikes};
  }

  /// Puts the sum of a synapse from each part in the place of `reader`.
  void replace(Operation *reader, function_ref<Value(const Part &, bool first)> make) {
    builder.setInsertionPoint(reader);
    SmallVector<Value> currents;
    for (const Part &part : parts)
      currents.push_back(make(part, currents.empty()));
    Value sum =
        currents.size() == 1 ? currents.front() : snn::MergeOp::create(builder, reader->getLoc(), currents).getResult();
    reader->getResult(0).replaceAllUsesWith(sum);
    reader->erase();
  }

  ElementsAttr scaled(ArrayRef<int64_t> shape, std::vector<float> weights, double factor) {
    for (float &weight : weights)
      weight = float(weight * factor);
    return snn::makeElements<float>(RankedTensorType::get(shape, builder.getF32Type()), weights, "weights");
  }

  /// A convolution of the part's windows, padded to where they lie among all.
  Value convolution(Operation *reader, const Part &part, bool first) {
    ArrayRef<int64_t> windows = snn::getShape(pool.getResult().getType());
    std::array<int64_t, 4> padding{part.rows.begin, part.columns.begin, windows[1] - part.rows.end,
                                   windows[2] - part.columns.end};
    auto synapse = cast<snn::SynapseOpInterface>(reader);
    snn::Convolution form = synapse.getConvolution();
    for (unsigned side = 0; side < 4; ++side)
      padding[side] += form.padding[side];
    std::vector<float> weights = synapse.getSynapseWeights() ? *snn::readElements<float>(synapse.getSynapseWeights())
                                                             : std::vector<float>(form.numWeights(), 1);
    ElementsAttr kernel = scaled({form.outChannels, form.inChannels / form.groups, form.kernel[0], form.kernel[1]},
                                 std::move(weights), part.factor());
    return snn::Conv2dOp::create(builder, reader->getLoc(), reader->getResult(0).getType(), part.spikes, kernel,
                                 first ? synapse.getSynapseBias() : ElementsAttr(),
                                 builder.getDenseI64ArrayAttr(form.stride), builder.getDenseI64ArrayAttr(padding),
                                 builder.getDenseI64ArrayAttr(form.dilation), builder.getI64IntegerAttr(form.groups))
        .getCurrent();
  }

  /// A linear synapse from the part's windows: their columns of the weights.
  Value linear(snn::LinearOp reader, const Part &part, bool first) {
    ArrayRef<int64_t> windows = snn::getShape(pool.getResult().getType());
    std::vector<float> weights = *snn::readElements<float>(reader.getWeights()), taken;
    int64_t outputs = snn::getShape(reader.getCurrent().getType())[0];
    for (int64_t output = 0; output < outputs; ++output)
      for (int64_t channel = 0; channel < windows[0]; ++channel)
        for (int64_t y = part.rows.begin; y < part.rows.end; ++y)
          for (int64_t x = part.columns.begin; x < part.columns.end; ++x)
            taken.push_back(weights[((output * windows[0] + channel) * windows[1] + y) * windows[2] + x]);
    int64_t inputs = int64_t(taken.size()) / outputs;
    Value flat = snn::FlattenOp::create(builder, reader.getLoc(), part.spikes).getResult();
    return snn::LinearOp::create(builder, reader.getLoc(), reader.getCurrent().getType(), flat,
                                 scaled({outputs, inputs}, std::move(taken), part.factor()),
                                 first ? reader.getBiasAttr() : ElementsAttr())
        .getCurrent();
  }

  snn::SumPool2dOp pool;
  OpBuilder builder;
  SmallVector<Part, 4> parts;
};

struct SnnExpandCeilPools : public snnc::impl::SnnExpandCeilPoolsBase<SnnExpandCeilPools> {
  void runOnOperation() override {
    SmallVector<snn::SumPool2dOp> pools;
    getOperation().walk([&](snn::SumPool2dOp pool) {
      // Spikes whose pool is a current: some window hangs over the edge.
      if (isa<snn::SpikesType>(pool.getSource().getType()) && isa<RankedTensorType>(pool.getResult().getType()) &&
          isReadBySynapses(pool.getResult()))
        pools.push_back(pool);
    });
    LDBG() << pools.size() << " pools with windows over the edge";
    if (!pools.empty())
      remark::passed(getOperation().getLoc(), remark::RemarkOpts::name("expanded").category(DEBUG_TYPE))
          << remark::metric("pools", pools.size());
    for (snn::SumPool2dOp pool : pools)
      Expander(pool).run();
  }
};
} // namespace
