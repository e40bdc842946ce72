//===- adder.sv - taps and fired words into the state memory, one a cycle ----===//
//
// A lane has one product and one sum behind it: what a DSP block of an FPGA has. Taps and firings share them, for they are
// never at work at the same time.
//
// A tap reads a word of weights and a word of potentials, and adds its count times the weights, shifted as its port says, to
// the potentials, or subtracts it. Where the weights are packed, two of their words lie in the halves of one memory word: the lowest bit of
// the tap's weight chooses the half, behind the memory. Stage r has the memories' outputs, stage m the products. Words
// that follow each other closely add up: what is written in this cycle and what was written in the last one is forwarded,
// for the memory did not know it yet.
//
// Of a fired word that is written which a decay leaves: D(v, m) = sign(v) * floor(|v| * m / 2^DECAY_BITS) for m from 0 to
// 2^DECAY_BITS, towards zero, where it comes to rest. No product is larger than 2^(STATE_BITS - 1 + DECAY_BITS), so what is
// left of it fits. The products of taps are shifted to the place of what a decay leaves. A chip without leaks multiplies
// by one, and by zero what is to be cleared.
//
//===----------------------------------------------------------------------===//

module adder #(
    parameter int PARTS = 1
) (
    input  logic                                                clk,
    input  logic                                                rst,
    // One word of taps, taken in each cycle.
    input  logic                                                tap_valid,
    input  logic                                                tap_packed,
    input  logic [                     chip_pkg::ADDRESS_BITS:0] tap_weight,
    input  logic [                   chip_pkg::ADDRESS_BITS-1:0] tap_state,
    input  logic [                     chip_pkg::COUNT_BITS-1:0] tap_count,
    input  logic                                                tap_negative,
    input  logic [              chip_pkg::WEIGHT_SHIFT_BITS-1:0] tap_shift,
    // A part of a word of state, from the host.
    input  logic                                                config_valid,
    input  logic [                   chip_pkg::ADDRESS_BITS-1:0] config_address,
    input  logic [PARTS-1:0]                                    config_parts,
    input  logic [                                         31:0] config_data,
    // There are fired words instead, also one in each cycle; from the cycle before the first of them on.
    input  logic                                                firing,
    input  logic                                                fired_valid,
    input  logic [                   chip_pkg::ADDRESS_BITS-1:0] fired_address,
    input  logic [     chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] fired_word,
    input  logic [chip_pkg::LANES*(chip_pkg::DECAY_BITS+1)-1:0] fired_decays,
    // Memories.
    output logic                                                weight_read,
    output logic [                   chip_pkg::ADDRESS_BITS-1:0] weight_address,
    input  logic [    chip_pkg::LANES*chip_pkg::WEIGHT_BITS-1:0] weight_data,
    output logic                                                state_read,
    output logic [                   chip_pkg::ADDRESS_BITS-1:0] state_read_address,
    input  logic [     chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] state_read_data,
    output logic                                                state_write,
    output logic [                   chip_pkg::ADDRESS_BITS-1:0] state_write_address,
    output logic [                                    PARTS-1:0] state_write_parts,
    output logic [     chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] state_write_data,
    // It is a tap or has fired; it is not zero.
    output logic                                                counts,
    output logic                                                remains,
    // A tap or a fired word is not written yet; something is not.
    output logic                                                busy,
    output logic                                                active
);

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Index = chip_pkg::STATE_WORDS > 1 ? $clog2(chip_pkg::STATE_WORDS) : 1;
  localparam int Lanes = chip_pkg::LANES;
  localparam int State = chip_pkg::STATE_BITS;
  localparam int Weight = chip_pkg::WEIGHT_BITS;
  localparam int Half = Weight / 2;
  // A shift of the weight is one of the count, which all lanes share, and so is the sign.
  localparam int Count = chip_pkg::COUNT_BITS + chip_pkg::WEIGHT_SHIFT + 1;
  localparam int Decay = chip_pkg::DECAY_BITS + 1;
  // Bits of a product below the result, and how weights and counts are shifted to come there.
  localparam int Fraction = chip_pkg::LEAK != 0 ? chip_pkg::DECAY_BITS : 0;
  localparam int Room = State > Weight ? State - Weight : 0;
  localparam int WeightShift = Fraction < Room ? Fraction : Room;
  localparam int CountShift = Fraction - WeightShift;
  localparam int Factor = chip_pkg::LEAK != 0 && Decay + 1 > Count + CountShift ? Decay + 1 : Count + CountShift;
  // What exceeds the state is lost modulo 2^State.
  localparam int Product = State + Fraction;

  assign weight_read = tap_valid;
  assign weight_address = tap_packed ? tap_weight[Address:1] : tap_weight[Address-1:0];
  assign state_read = tap_valid;
  assign state_read_address = tap_state;

  // Where a tap's potentials are: in the memory, in stage m, just written; or they come from the host.
  localparam logic [1:0] Memory = 0, Ahead = 1, Written = 2, Host = 3;

  logic r_valid, r_packed, r_upper_half, m_valid, m_host;
  logic [1:0] r_source;
  logic [PARTS-1:0] r_parts, m_parts;
  logic [31:0] r_host_data;
  logic [Count-1:0] r_count, shifted_count;
  logic [Index-1:0] r_address, m_address;
  logic [Lanes*Product-1:0] m_products;
  logic [Lanes-1:0] m_negative;
  logic [Lanes*State-1:0] r_state, m_state, values, sum, w_data;
  logic [Lanes*Factor-1:0] factors;
  logic [Product-1:0] one_sum;

  if (chip_pkg::WEIGHT_SHIFT != 0) begin : g_shift
    assign shifted_count = Count'(tap_count) << tap_shift;
  end else begin : g_no_shift
    assign shifted_count = Count'(tap_count);
  end

  // What the lanes multiply: of a weight all of its bits, or a half. The host's words are multiplied by zero and added.
  logic [Weight-1:0] bits, weight;
  logic [Half-1:0] half;
  always_comb begin
    values = 'x;
    bits = 'x;
    half = 'x;
    weight = 'x;
    if (r_valid || fired_valid)
      for (int l = 0; l < Lanes; l++) begin
        bits = weight_data[l*Weight+:Weight];
        half = r_upper_half ? bits[Half+:Half] : bits[Half-1:0];
        weight = r_packed ? {{Weight - Half{half[Half-1]}}, half} : bits;
        values[l*State+:State] = firing ? fired_word[l*State+:State] : State'($signed(weight)) << WeightShift;
      end
  end

  if (chip_pkg::LEAK != 0) begin : g_decays
    always_comb begin
      factors = 'x;
      if (r_valid || fired_valid)
        for (int l = 0; l < Lanes; l++)
          factors[l*Factor+:Factor] = firing ? Factor'(fired_decays[l*Decay+:Decay]) :
                                      Factor'($signed(r_count)) << CountShift;
    end
  end else begin : g_no_decays
    // The count is one while there are fired words.
    assign factors = {Lanes{Factor'($signed(r_count))}};
  end

  // One product and one sum a lane, with nothing between them but registers.
  always_comb begin
    sum = 'x;
    one_sum = 'x;
    if (m_valid)
      for (int l = 0; l < Lanes; l++) begin
        one_sum = Product'(m_state[l*State+:State]) << Fraction;
        if (chip_pkg::LEAK != 0) one_sum = one_sum | Product'({Decay - 1{m_negative[l]}});
        one_sum = one_sum + m_products[l*Product+:Product];
        sum[l*State+:State] = one_sum[Fraction+:State];
      end
  end

  always_comb begin
    r_state = 'x;
    if (r_valid)
      r_state = r_source[1] ? (r_source[0] ? (Lanes * State)'({PARTS{r_host_data}}) : w_data) :
                              (r_source[0] ? sum : state_read_data);
  end

  always_ff @(posedge clk)
    if (rst) begin
      r_valid <= 1'b0;
      m_valid <= 1'b0;
    end else begin
      r_valid <= tap_valid || config_valid;
      m_valid <= r_valid || fired_valid;
    end

  always_ff @(posedge clk) begin
    if (tap_valid) begin
      r_packed <= tap_packed;
      r_upper_half <= tap_weight[0];
    end
    if (tap_valid || config_valid) begin
      r_address <= config_valid ? config_address[Index-1:0] : tap_state[Index-1:0];
      r_parts <= config_valid ? config_parts : {PARTS{1'b1}};
      r_host_data <= config_data;
      // By the time that the tap is in stage r.
      r_source <= config_valid ? Host : r_valid && r_address == tap_state[Index-1:0] ? Ahead :
                  m_valid && m_address == tap_state[Index-1:0] ? Written : Memory;
    end
    if (config_valid) r_count <= 0;
    else if (tap_valid) r_count <= tap_negative ? -shifted_count : shifted_count;
    else if (chip_pkg::LEAK == 0 && firing) r_count <= Count'(fired_decays[Decay-1]);
    if (r_valid || fired_valid) begin
      m_address <= firing ? fired_address[Index-1:0] : r_address;
      m_parts <= firing ? {PARTS{1'b1}} : r_parts;
      m_host <= !firing && r_source == Host;
      for (int l = 0; l < Lanes; l++)
        m_products[l*Product+:Product] <=
            Product'($signed(values[l*State+:State])) * Product'($signed(factors[l*Factor+:Factor]));
    end
    // Nothing is added to a fired word. Rounded down, a negative number would come away from zero: with all bits below the
    // result added it comes towards it.
    if (firing) m_state <= 0;
    else if (r_valid) m_state <= r_state;
    for (int l = 0; l < Lanes; l++) m_negative[l] <= firing && values[l*State+State-1];
    if (m_valid) w_data <= sum;
  end

  assign active = r_valid || m_valid;
  assign busy = (r_valid && r_source != Host) || counts;
  assign state_write = m_valid;
  assign state_write_address = Address'(m_address);
  assign state_write_parts = m_parts;
  assign state_write_data = sum;
  assign counts = m_valid && !m_host;
  assign remains = m_valid && sum != 0;

  // Without packing the lowest bit belongs to the address, and none lies above it.
  always_ff @(posedge clk)
    if (!rst) begin
      if (tap_valid) begin
        if (!tap_packed) assert (!tap_weight[Address]);
        assert (32'(tap_shift) <= chip_pkg::WEIGHT_SHIFT);
      end
      // Places behind the memory would be lost in its registers.
      if (config_valid) assert (32'(config_address) < chip_pkg::STATE_WORDS);
      if (fired_valid) assert (32'(fired_address) < chip_pkg::STATE_WORDS);
      if (firing) assert (!tap_valid && !config_valid && !r_valid);
      if (config_valid) assert (!tap_valid);
      if (fired_valid) begin
        assert (firing);
        for (int l = 0; l < Lanes; l++) assert (32'(fired_decays[l*Decay+:Decay]) <= 1 << chip_pkg::DECAY_BITS);
        if (chip_pkg::LEAK == 0) assert (r_count == Count'(fired_decays[Decay-1]));
      end
    end

endmodule
