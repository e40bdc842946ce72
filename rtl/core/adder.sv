//===- adder.sv - taps into potentials, one word a cycle ---------------------===//
//
// A tap reads a word of weights and a word of potentials, and adds its count times the weights, shifted as its port says, to
// the potentials, or subtracts it. Where the weights are packed, two of their words lie in the halves of one memory word: the lowest bit of
// the tap's weight chooses the half, behind the memory.
//
// Stage r has the memories' outputs, stage m the products. Words that follow each other closely add up: what is written
// in this cycle and what was written in the last one is forwarded, for the memory did not know it yet.
//
//===----------------------------------------------------------------------===//

module adder (
    input  logic                                             clk,
    input  logic                                             rst,
    // One word of taps, taken in each cycle.
    input  logic                                             tap_valid,
    input  logic                                             tap_packed,
    input  logic [                 chip_pkg::ADDRESS_BITS:0] tap_weight,
    input  logic [               chip_pkg::ADDRESS_BITS-1:0] tap_state,
    input  logic [                 chip_pkg::COUNT_BITS-1:0] tap_count,
    input  logic                                             tap_negative,
    input  logic [         chip_pkg::WEIGHT_SHIFT_BITS-1:0] tap_shift,
    // Memories.
    output logic                                             weight_read,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] weight_address,
    input  logic [chip_pkg::LANES*chip_pkg::WEIGHT_BITS-1:0] weight_data,
    output logic                                             state_read,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] state_read_address,
    input  logic [ chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] state_read_data,
    output logic                                             state_write,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] state_write_address,
    output logic [ chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] state_write_data,
    // A tap is not written yet.
    output logic                                             busy,
    // A register is going to change, also without a tap.
    output logic                                             active
);

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Lanes = chip_pkg::LANES;
  localparam int State = chip_pkg::STATE_BITS;
  localparam int Weight = chip_pkg::WEIGHT_BITS;
  localparam int Count = chip_pkg::COUNT_BITS;
  localparam int Half = Weight / 2;
  // A shift of the weight is one of the count, which all lanes share. What exceeds the state is lost modulo 2^State.
  localparam int Factor = Count + chip_pkg::WEIGHT_SHIFT;
  localparam int Product = Weight + Factor > State ? State : Weight + Factor;

  assign weight_read = tap_valid;
  assign weight_address = tap_packed ? tap_weight[Address:1] : tap_weight[Address-1:0];
  assign state_read = tap_valid;
  assign state_read_address = tap_state;

  // Stage r: the memories' outputs. Stage m: the sum, which is written. w: what was written last, for the read in the
  // cycle of that write gave the old word.
  logic r_valid, m_valid, w_valid, r_negative, m_negative, r_packed, r_upper_half;
  logic [Factor-1:0] r_count, shifted_count;
  logic [Address-1:0] r_address, m_address, w_address;
  logic [Lanes*Product-1:0] r_products, m_products;
  logic [Lanes*State-1:0] r_state, m_state, sum, w_data;
  logic [State-1:0] m_product;
  logic [Weight-1:0] r_weight;
  logic [Half-1:0] r_half;

  always_comb begin
    sum = 0;
    m_product = 0;
    if (m_valid)
      for (int l = 0; l < Lanes; l++) begin
        m_product = State'($signed(m_products[l*Product+:Product]));
        sum[l*State+:State] = m_negative ? m_state[l*State+:State] - m_product : m_state[l*State+:State] + m_product;
      end
  end

  always_comb begin
    r_state = 0;
    r_products = 0;
    r_weight = 0;
    r_half = 0;
    if (r_valid) begin
      r_state = m_valid && m_address == r_address ? sum :
                w_valid && w_address == r_address ? w_data : state_read_data;
      for (int l = 0; l < Lanes; l++) begin
        r_half = r_upper_half ? weight_data[l*Weight+Half+:Half] : weight_data[l*Weight+:Half];
        r_weight = r_packed ? {{Weight - Half{r_half[Half-1]}}, r_half} : weight_data[l*Weight+:Weight];
        r_products[l*Product+:Product] = Product'($signed(r_weight)) * Product'(r_count);
      end
    end
  end

  if (chip_pkg::WEIGHT_SHIFT != 0) begin : g_shift
    assign shifted_count = Factor'(tap_count) << tap_shift;
  end else begin : g_no_shift
    assign shifted_count = tap_count;
  end

  always_ff @(posedge clk)
    if (rst) begin
      r_valid <= 1'b0;
      m_valid <= 1'b0;
      w_valid <= 1'b0;
    end else begin
      r_valid <= tap_valid;
      m_valid <= r_valid;
      w_valid <= m_valid;
    end

  always_ff @(posedge clk) begin
    if (tap_valid) begin
      r_address <= tap_state;
      r_count <= shifted_count;
      r_negative <= tap_negative;
      r_packed <= tap_packed;
      r_upper_half <= tap_weight[0];
    end
    if (r_valid) begin
      m_address <= r_address;
      m_negative <= r_negative;
      m_products <= r_products;
      m_state <= r_state;
    end
    if (m_valid) begin
      w_address <= m_address;
      w_data <= sum;
    end
  end

  assign busy = r_valid || m_valid;
  assign active = busy || w_valid;
  assign state_write = m_valid;
  assign state_write_address = m_address;
  assign state_write_data = sum;

  // Without packing the lowest bit belongs to the address, and none lies above it.
  always_ff @(posedge clk)
    if (!rst && tap_valid) begin
      if (!tap_packed) assert (!tap_weight[Address]);
      assert (32'(tap_shift) <= chip_pkg::WEIGHT_SHIFT);
    end

endmodule
