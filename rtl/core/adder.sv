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
  // A shift of the weight is one of the count, which all lanes share, and so is the sign. What exceeds the state is
  // lost modulo 2^State.
  localparam int Factor = Count + chip_pkg::WEIGHT_SHIFT + 1;
  localparam int Product = Weight + Factor - 1 > State ? State : Weight + Factor - 1;

  assign weight_read = tap_valid;
  assign weight_address = tap_packed ? tap_weight[Address:1] : tap_weight[Address-1:0];
  assign state_read = tap_valid;
  assign state_read_address = tap_state;

  // Stage r: the memories' outputs. Stage m: the sum, which is written. w: what was written last, for the read in the
  // cycle of that write gave the old word.
  logic r_valid, m_valid, w_valid, r_packed, r_upper_half;
  logic [Factor-1:0] r_factor, shifted_count;
  logic [Address-1:0] r_address, m_address, w_address;
  logic [Lanes*Product-1:0] m_products;
  logic [Lanes*State-1:0] r_state, m_state, sum, w_data;

  // One product and one sum a lane, with nothing between them but registers: what a DSP block of an FPGA has.
  always_comb begin
    sum = 'x;
    if (m_valid)
      for (int l = 0; l < Lanes; l++)
        sum[l*State+:State] = m_state[l*State+:State] + State'($signed(m_products[l*Product+:Product]));
  end

  always_comb begin
    r_state = 'x;
    if (r_valid)
      r_state = m_valid && m_address == r_address ? sum :
                w_valid && w_address == r_address ? w_data : state_read_data;
  end

  // The weight of a lane: all of its bits, or a half.
  function automatic logic [Weight-1:0] weight_of(input logic [Weight-1:0] bits, input logic is_packed,
                                                  input logic upper_half);
    logic [Half-1:0] half;
    half = upper_half ? bits[Half+:Half] : bits[Half-1:0];
    weight_of = is_packed ? {{Weight - Half{half[Half-1]}}, half} : bits;
  endfunction

  if (chip_pkg::WEIGHT_SHIFT != 0) begin : g_shift
    assign shifted_count = Factor'(tap_count) << tap_shift;
  end else begin : g_no_shift
    assign shifted_count = Factor'(tap_count);
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
      r_factor <= tap_negative ? -shifted_count : shifted_count;
      r_packed <= tap_packed;
      r_upper_half <= tap_weight[0];
    end
    if (r_valid) begin
      m_address <= r_address;
      m_state <= r_state;
      for (int l = 0; l < Lanes; l++)
        m_products[l*Product+:Product] <=
            Product'($signed(weight_of(weight_data[l*Weight+:Weight], r_packed, r_upper_half))) *
            Product'($signed(r_factor));
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
