<?php
/**
 * The block on the page.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Stream;

use Aigw\Answer;
use Aigw\Capabilities;
use Aigw\Connection;
use Aigw\Messages;
use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * HTML of the block: a form that works by itself, and what the script needs to do better. The same for every visitor, so that it can be cached.
 */
final class View {

	/**
	 * Blocks of the same configuration on this page so far: only the first has the short name as its id.
	 *
	 * @var array
	 */
	private static $shown = array();

	/**
	 * Renders.
	 *
	 * @param array  $attributes Attributes of the block.
	 * @param string $wrapper    Attributes of the outer element, escaped.
	 * @return string
	 */
	public static function html( array $attributes, string $wrapper ): string {
		$attributes += array( 'prompt' => '', 'showQuestion' => true, 'questionLabel' => '', 'buttonText' => '', 'model' => '', 'maxTokens' => 0, 'feature' => '', 'autostart' => false );
		if ( is_feed() || ( ! $attributes['showQuestion'] && '' === trim( $attributes['prompt'] ) ) ) {
			return '';
		}
		if ( ! Connection::current()->configured() ) {
			return current_user_can( Capabilities::MANAGE ) ? '<div ' . $wrapper . '><p>' . esc_html__( 'AI answer: no gateway is connected yet, so visitors see nothing here. Paste a connect code under Settings > AI Gateway.', 'aigw' ) . '</p></div>' : '';
		}
		if ( ! Capabilities::words_may_spend() ) { // A signature would let anybody ask what is signed.
			return current_user_can( 'edit_posts' ) ? '<div ' . $wrapper . '><p>' . esc_html__( 'AI answer: visitors see nothing here, because the author of this page may not use AI (capability aigw_use).', 'aigw' ) . '</p></div>' : '';
		}
		$sealed = Sealed::seal(
			array(
				'prompt'   => (string) $attributes['prompt'],
				'question' => (bool) $attributes['showQuestion'],
				'model'    => (string) $attributes['model'],
				'feature'  => (string) $attributes['feature'],
				'tokens'   => max( 0, min( 32768, (int) $attributes['maxTokens'] ) ),
				'post'     => (int) get_the_ID(),
			)
		);
		self::state();
		return self::filled( $attributes, $wrapper, $sealed, wp_unique_id( Sealed::name( $sealed ) . '-' ) );
	}

	/**
	 * The HTML.
	 *
	 * @param array  $attributes Attributes.
	 * @param string $wrapper    Attributes of the outer element.
	 * @param string $sealed     Signed configuration.
	 * @param string $id         Id that nothing else on the page has.
	 * @return string
	 */
	private static function filled( array $attributes, string $wrapper, string $sealed, string $id ): string {
		$name    = Sealed::name( $sealed );
		$anchor  = isset( self::$shown[ $name ] ) ? $id . '-f' : $name;
		$kept    = Form::kept( $name );
		$label   = '' === $attributes['questionLabel'] ? __( 'Your question', 'aigw' ) : $attributes['questionLabel'];
		$button  = '' === $attributes['buttonText'] ? __( 'Ask', 'aigw' ) : $attributes['buttonText'];
		$context = wp_json_encode(
			array(
				'id'        => $id,
				'busy'      => false,
				'used'      => false,
				'failed'    => false,
				'retry'     => false,
				'status'    => '',
				'autostart' => (bool) $attributes['autostart'] && ! $attributes['showQuestion'] && '' === $kept['text'] . $kept['message'],
			),
			JSON_HEX_TAG | JSON_HEX_APOS | JSON_HEX_QUOT | JSON_HEX_AMP
		);
		self::$shown[ $name ] = true;
		ob_start();
		?>
<div <?php echo $wrapper; // phpcs:ignore WordPress.Security.EscapeOutput -- of get_block_wrapper_attributes(). ?> data-wp-interactive="aigw/answer" data-wp-context="<?php echo esc_attr( $context ); ?>">
	<form class="aigw-answer__form" id="<?php echo esc_attr( $anchor ); ?>" method="post" action="#<?php echo esc_attr( $anchor ); ?>" data-wp-on--submit="actions.ask" data-wp-init="callbacks.begin">
		<input type="hidden" name="aigw_config" value="<?php echo esc_attr( $sealed ); ?>">
		<?php if ( $attributes['showQuestion'] ) : ?>
		<label class="aigw-answer__label" for="<?php echo esc_attr( $id ); ?>-q"><?php echo esc_html( $label ); ?></label>
		<textarea class="aigw-answer__question" id="<?php echo esc_attr( $id ); ?>-q" name="aigw_question" rows="2" maxlength="<?php echo (int) Question::LONGEST; ?>" required><?php echo Answer::inert( esc_textarea( $kept['question'] ) ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped. ?></textarea>
		<?php endif; ?>
		<div class="aigw-answer__buttons">
			<button type="submit" class="aigw-answer__ask wp-element-button" data-wp-bind--aria-disabled="context.busy"><?php echo esc_html( $button ); ?></button>
			<button type="button" class="aigw-answer__stop wp-element-button" hidden data-wp-bind--hidden="!context.busy" data-wp-on--click="actions.stop"><?php esc_html_e( 'Stop', 'aigw' ); ?></button>
		</div>
	</form>
	<div class="aigw-answer__kept" data-wp-bind--hidden="context.used">
		<?php if ( '' !== $kept['message'] ) : ?>
		<p class="aigw-answer__status is-failed" role="status"><?php echo Answer::inert( esc_html( $kept['message'] ) ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped. ?></p>
		<?php elseif ( '' !== $kept['text'] ) : ?>
		<div class="aigw-answer__text" role="region" aria-label="<?php esc_attr_e( 'AI answer', 'aigw' ); ?>"><?php echo Answer::html( $kept['text'] ); // phpcs:ignore WordPress.Security.EscapeOutput -- of wp_kses_post(). ?></div>
		<?php endif; ?>
	</div>
	<p class="aigw-answer__status" role="status" aria-live="polite" data-wp-class--is-failed="context.failed" data-wp-text="context.status"></p>
	<button type="button" class="aigw-answer__retry wp-element-button" hidden data-wp-bind--hidden="!context.retry" data-wp-on--click="actions.retry"><?php esc_html_e( 'Try again', 'aigw' ); ?></button>
	<div class="aigw-answer__text" role="region" tabindex="-1" aria-label="<?php esc_attr_e( 'AI answer', 'aigw' ); ?>" aria-busy="false" hidden data-wp-bind--hidden="!context.used" data-wp-bind--aria-busy="context.busy">
		<div class="aigw-answer__words" data-wp-init="callbacks.mount"></div>
	</div>
</div>
		<?php
		return (string) ob_get_clean();
	}

	/**
	 * Addresses and words for the script, once a page.
	 *
	 * @return void
	 */
	private static function state() {
		if ( ! function_exists( 'wp_interactivity_state' ) ) {
			return;
		}
		$said = array();
		foreach ( array( 'rate_limited_minute', 'rate_limited_day', 'rate_limited_tokens', 'too_many_concurrent', 'content_filtered', 'request_in_progress', 'other' ) as $code ) {
			$said[ $code ] = Messages::for( new WP_Error( $code, '' ), false );
		}
		$said['budget_exceeded'] = __( 'The site\'s budget for AI answers is used up for now. Please come back later.', 'aigw' );
		wp_interactivity_state(
			'aigw/answer',
			array(
				'token'  => esc_url_raw( rest_url( Routes::SPACE . '/token' ) ),
				'ask'    => esc_url_raw( rest_url( Routes::SPACE . '/ask' ) ),
				'nonce'  => esc_url_raw( admin_url( 'admin-ajax.php?action=rest-nonce' ) ),
				'errors' => $said,
				'words'  => array(
					'asking'  => __( 'Asking…', 'aigw' ),
					'writing' => __( 'The answer is being written.', 'aigw' ),
					'done'    => __( 'The answer is complete.', 'aigw' ),
					'cut'     => __( 'The answer reached its longest allowed length and ends here.', 'aigw' ),
					'stopped' => __( 'Stopped. The answer is not complete.', 'aigw' ),
					'broken'  => __( 'The connection broke off. The answer is not complete.', 'aigw' ),
					'offline' => __( 'No connection. Please check your network and try again.', 'aigw' ),
					'empty'   => __( 'Please type a question.', 'aigw' ),
				),
			)
		);
	}
}
