<?php
/**
 * The shortcode.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * `[aigw]prompt[/aigw]` and `[aigw q="..."]`: an answer to a question that the author wrote, never one of a visitor's.
 *
 * Answers are cached. One that is over its time is still shown while WP-Cron fetches the next; one that took
 * longer than a page may take is fetched by WP-Cron under the same request id, so that it is paid for once.
 */
final class Shortcode {

	const TAG     = 'aigw';
	const REFRESH = 'aigw_refresh_answer';

	/**
	 * Registers shortcode and cron hook.
	 *
	 * @return void
	 */
	public static function register() {
		add_shortcode( self::TAG, array( __CLASS__, 'render' ) );
		add_action( self::REFRESH, array( __CLASS__, 'refresh' ), 10, 2 );
	}

	/**
	 * The shortcode's HTML.
	 *
	 * @param array|string $atts    q, model, provider, system, max_tokens, feature, cache (seconds).
	 * @param string|null  $content Prompt between the tags.
	 * @return string
	 */
	public static function render( $atts, $content = null ): string {
		$atts     = shortcode_atts( array( 'q' => '', 'model' => '', 'provider' => '', 'system' => '', 'max_tokens' => '', 'feature' => 'shortcode', 'cache' => '' ), (array) $atts, self::TAG );
		$question = self::question( $atts, (string) $content );
		if ( '' === $question['prompt'] ) {
			return current_user_can( Capabilities::USE ) ? self::message( __( 'This shortcode holds no question: write [aigw]your question[/aigw] or [aigw q="your question"].', 'aigw' ) ) : '';
		}
		if ( ! Capabilities::words_may_spend() ) {
			return current_user_can( 'edit_post', get_the_ID() ) ? self::message( __( 'This shortcode asks nothing: the author of this page may not use AI (capability aigw_use).', 'aigw' ) ) : '';
		}
		if ( is_preview() && ! current_user_can( Capabilities::USE ) ) {
			return self::message( __( 'The answer appears here once this is published by somebody who may use AI.', 'aigw' ) );
		}
		/**
		 * Replaces the shortcode's rendering, for example by a streaming one, before anything is asked.
		 *
		 * @param string|null $html     Null: the shortcode renders itself.
		 * @param array       $question prompt, options, key, ttl.
		 * @param array       $atts     The shortcode's attributes.
		 */
		$html = apply_filters( 'aigw_shortcode_html', null, $question, $atts );
		return is_string( $html ) ? $html : self::answer( $question );
	}

	/**
	 * The cached answer to a question, or null.
	 *
	 * @param array $question Of the shortcode.
	 * @return string|null Safe HTML.
	 */
	public static function cached( array $question ): ?string {
		$kept = get_transient( $question['key'] );
		return is_array( $kept ) && isset( $kept['html'] ) ? (string) $kept['html'] : null;
	}

	/**
	 * Fetches an answer in the background; WP-Cron calls it.
	 *
	 * @param array $question Of the shortcode.
	 * @param array $call     Of {@see Shortcode::call()}.
	 * @return void
	 */
	public static function refresh( $question, $call ) {
		if ( is_array( $question ) && isset( $question['prompt'], $question['options'], $question['key'] ) && is_array( $call ) && isset( $call['id'] ) ) {
			self::ask( $question, $call, (float) Settings::get( 'admin_timeout' ) );
		}
	}

	/**
	 * HTML of an answer: from the cache where there is one.
	 *
	 * @param array $question Of the shortcode.
	 * @return string
	 */
	private static function answer( array $question ): string {
		$kept = get_transient( $question['key'] );
		if ( is_array( $kept ) && isset( $kept['html'], $kept['until'] ) ) {
			if ( time() >= (int) $kept['until'] ) {
				self::later( $question );
			}
			return self::frame( (string) $kept['html'] );
		}
		$wait  = (float) Settings::get( 'front_timeout' );
		$alone = $question['ttl'] > 0; // Without a cache each view is a question of its own.
		if ( $alone && ! Lock::take( $question['key'], (int) ceil( $wait ) + 1 ) ) {
			// Another visitor's page asks the very same at this moment; one bill is enough.
			return self::message( Messages::for( Gateway::error( 'aigw_waiting', __( 'Another page is asking this right now.', 'aigw' ) ), current_user_can( Capabilities::MANAGE ) ) );
		}
		$answer = self::ask( $question, self::call( $question ), $wait );
		if ( $alone ) {
			Lock::free( $question['key'] );
		}
		if ( ! is_wp_error( $answer ) ) {
			return self::frame( Answer::html( $answer['text'] ) );
		}
		if ( in_array( $answer->get_error_code(), array( 'aigw_timeout', 'aigw_unreachable', 'request_in_progress' ), true ) ) {
			self::later( $question );
		}
		return self::message( Messages::for( $answer, current_user_can( Capabilities::MANAGE ) ) );
	}

	/**
	 * Asks and keeps the answer.
	 *
	 * @param array $question Of the shortcode.
	 * @param array $call     Of {@see Shortcode::call()}.
	 * @param float $timeout  Seconds.
	 * @return array|\WP_Error
	 */
	private static function ask( array $question, array $call, float $timeout ) {
		$before = (int) $call['last'];
		if ( ! Once::safe( $before ) ) {
			return Once::unknown( $call['id'] );
		}
		if ( ! Connection::current()->can_mint() ) {
			self::note( $question, array( 'last' => time() ) + $call ); // Should this process die, the next one knows.
		}
		$answer = Chat::ask(
			$question['prompt'],
			array(
				'request_id'  => $call['id'],
				'timeout'     => $timeout,
				'attribution' => Attribution::of( $call['who'] ),
				'once_until'  => $call['until'],
			) + $question['options']
		);
		if ( is_wp_error( $answer ) && 'request_id_reused' !== $answer->get_error_code() ) {
			self::note( $question, array( 'last' => Once::last( $before, $answer ) ) + $call );
			return $answer;
		}
		delete_transient( $question['key'] . '_id' );
		if ( ! is_wp_error( $answer ) && $question['ttl'] > 0 ) { // An empty answer was paid for too.
			set_transient( $question['key'], array( 'html' => Answer::html( $answer['text'] ), 'until' => time() + $question['ttl'] ), $question['ttl'] + DAY_IN_SECONDS );
		}
		return $answer;
	}

	/**
	 * The call under way for a question, or a new one. Who comes next, WP-Cron too, asks under the same id and for the
	 * same person, so that the gateway takes it for the same call.
	 *
	 * @param array $question Of the shortcode.
	 * @return array id, who, until (when another call may be made), last (when it was last under way for sure, or 0).
	 */
	private static function call( array $question ): array {
		$name = $question['key'] . '_id';
		$call = get_transient( $name );
		if ( is_array( $call ) && isset( $call['id'], $call['who'], $call['until'], $call['last'] ) ) {
			return $call;
		}
		$span = max( HOUR_IN_SECONDS, (int) $question['ttl'] );
		$call = array(
			'id'    => wp_generate_uuid4(),
			'who'   => Attribution::now( (string) ( $question['options']['feature'] ?? 'shortcode' ), 'aigw' )->claims(),
			'until' => time() + $span,
			'last'  => 0,
		);
		self::note( $question, $call );
		return $call;
	}

	/**
	 * Keeps a call under way.
	 *
	 * @param array $question Of the shortcode.
	 * @param array $call     Of {@see Shortcode::call()}.
	 * @return void
	 */
	private static function note( array $question, array $call ) {
		if ( $question['ttl'] > 0 ) {
			set_transient( $question['key'] . '_id', $call, max( 1, $call['until'] - time() ) );
		}
	}

	/**
	 * Has WP-Cron ask, unless it will anyway.
	 *
	 * @param array $question Of the shortcode.
	 * @return void
	 */
	private static function later( array $question ) {
		if ( $question['ttl'] > 0 && Lock::take( $question['key'] . '_due', 5 * MINUTE_IN_SECONDS ) ) {
			wp_schedule_single_event( time(), self::REFRESH, array( $question, self::call( $question ) ) );
			if ( ! ( defined( 'DISABLE_WP_CRON' ) && DISABLE_WP_CRON ) && ! ( defined( 'ALTERNATE_WP_CRON' ) && ALTERNATE_WP_CRON ) ) {
				spawn_cron(); // Now, not with the next visit: the gateway does not keep an answer for ever.
			}
		}
	}

	/**
	 * The question that a shortcode asks.
	 *
	 * @param array  $atts    Attributes.
	 * @param string $content Text between the tags.
	 * @return array prompt, options, key, ttl.
	 */
	private static function question( array $atts, string $content ): array {
		$text    = '' !== trim( (string) $atts['q'] ) ? (string) $atts['q'] : $content;
		$prompt  = trim( html_entity_decode( wp_strip_all_tags( (string) preg_replace( '#<br\s*/?>|</p>#i', "\n", $text ) ), ENT_QUOTES, 'UTF-8' ) );
		$options = array_filter(
			array(
				'model'      => sanitize_text_field( (string) $atts['model'] ),
				'provider'   => sanitize_key( (string) $atts['provider'] ),
				'system'     => sanitize_textarea_field( (string) $atts['system'] ),
				'max_tokens' => absint( $atts['max_tokens'] ),
				'feature'    => sanitize_key( (string) $atts['feature'] ),
			)
		);
		$ttl     = is_numeric( $atts['cache'] ) ? absint( $atts['cache'] ) : (int) Settings::get( 'answer_ttl' );
		$key     = 'aigw_answer_' . md5( Connection::current()->url() . '|' . $prompt . '|' . wp_json_encode( $options ) . '|' . Settings::get( 'default_model' ) );
		return array( 'prompt' => $prompt, 'options' => $options, 'key' => $key, 'ttl' => $ttl );
	}

	/**
	 * An answer in its frame.
	 *
	 * @param string $html Safe HTML.
	 * @return string
	 */
	private static function frame( string $html ): string {
		wp_enqueue_style( 'aigw-answer-style' ); // The block's: tables and code look alike.
		return '<div class="aigw-answer"><div class="aigw-answer__text">' . Answer::inert( wp_kses_post( $html ) ) . '</div></div>';
	}

	/**
	 * A message in its frame.
	 *
	 * @param string $text Plain text.
	 * @return string
	 */
	private static function message( string $text ): string {
		return '<div class="aigw-answer aigw-answer--message"><p>' . Answer::inert( esc_html( $text ) ) . '</p></div>';
	}
}
